"""The streams of the log, as the checkpoints need them."""

from asgiref.sync import sync_to_async

from anlan.bus.jetstream import JetStreamBus
from anlan.telemetry.api import list_next_sequences


async def ensure_streams(bus: JetStreamBus) -> None:
    """Make the streams that are missing; one that is made anew begins behind all that was ever read.

    Otherwise, after the broker's store was lost, checkpoints and lake would take every new entry for one
    they have already.

    Raises:
        BusUnavailableError: The broker does not answer.
        django.db.Error: The database does not.
    """
    firsts = await sync_to_async(list_next_sequences, thread_sensitive=False)()
    await bus.ensure_streams(first_sequences=firsts)
