"""The ticks of a run: source time grows by a fixed step, whatever the real time does."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of readings.

    Attributes:
        name: For message ids.
        base: Source time of tick 0.
        step: Source time between two ticks.
        pace_s: Real time between two ticks [s].
        length: Number of ticks; None: until stopped.
    """

    name: str
    base: datetime
    step: timedelta
    pace_s: float
    length: int | None = None

    def instant(self, tick: int) -> datetime:
        """Return the source time of a tick."""
        return self.base + tick * self.step

    def tick(self, instant: datetime) -> float:
        """Return the tick of a source time: what two runs have in common."""
        return (instant - self.base) / self.step

    def ticks(self, stop: Event) -> Iterator[int]:
        """Yield the ticks, paced, until there are enough of them or `stop` is set."""
        numbers = itertools.count() if self.length is None else range(self.length)
        for tick in numbers:
            if stop.wait(self.pace_s):
                return
            yield tick
