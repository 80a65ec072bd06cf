"""The streams of the log, as the checkpoints need them."""

import asyncio

from asgiref.sync import sync_to_async

from anlan.bus.jetstream import JetStreamBus
from anlan.bus.port import BusUnavailableError
from anlan.telemetry.api import list_next_sequences

PATIENCE_S, RETRY_S = 30.0, 1.0


async def ensure_streams(bus: JetStreamBus) -> None:
    """Make the streams that are missing; one that is made anew begins behind all that was ever read.

    Otherwise, after the broker's store was lost, checkpoints and lake would take every new entry for one
    they have already.

    A cluster that has just started takes a while to agree who leads: until then it is asked again.

    Raises:
        BusUnavailableError: The broker does not answer, not after a while either.
        django.db.Error: The database does not.
    """
    firsts = await sync_to_async(list_next_sequences, thread_sensitive=False)()
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_S
    while True:
        try:
            return await bus.ensure_streams(first_sequences=firsts)
        except BusUnavailableError:
            if loop.time() > deadline:
                raise
        await asyncio.sleep(RETRY_S)
