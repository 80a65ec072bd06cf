"""Telling the world after commit: a port that the composition root fills with the bus.

Nothing depends on these messages arriving: pages also ask for every revision they have not seen.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from django.db import transaction

from anlan.bus.port import Broadcast
from anlan.contracts.alarms import AlarmChanged

Announcer = Callable[[Sequence[AlarmChanged]], None]
Notifier = Callable[[], None]


def _nobody(_: Sequence[AlarmChanged]) -> None:
    """Without a bus nobody listens."""


def _nothing() -> None:
    """Without a bus nobody reloads."""


class Outlets:
    """Where messages go; set once by `project` when the process starts."""

    alarms: Announcer = staticmethod(_nobody)
    points: Notifier = staticmethod(_nothing)


class Inlets:
    """Where live messages come from; set once by `project` when the web process starts."""

    broadcast: Callable[[], AbstractAsyncContextManager[Broadcast]] | None = None


def announce(rows: Sequence[AlarmChanged]) -> None:
    """Send these rows to whoever watches, once the transaction has committed."""
    if rows:
        transaction.on_commit(lambda: Outlets.alarms(rows))


def announce_points() -> None:
    """Tell gateways and workers that points or limits changed, once the transaction has committed."""
    transaction.on_commit(Outlets.points)
