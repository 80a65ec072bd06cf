"""Telling the world after commit: a port that the composition root fills with the bus.

Nothing depends on these messages arriving: pages also ask for every revision they have not seen.
"""

from collections.abc import Callable, Sequence

from django.db import transaction

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


def announce(rows: Sequence[AlarmChanged]) -> None:
    """Send these rows to whoever watches, once the transaction has committed."""
    if rows:
        transaction.on_commit(lambda: Outlets.alarms(rows))


def announce_points() -> None:
    """Tell gateways and workers that points or limits changed, once the transaction has committed."""
    transaction.on_commit(Outlets.points)
