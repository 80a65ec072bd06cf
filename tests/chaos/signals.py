"""What the plants of the chaos tests measure: a fixed value for each point and tick.

The shapes are chosen so that every way an alarm may go occurs: rise and return, escalation and back,
chatter around a limit, a stay that ends within the on-delay, low limits, bad data.
"""

import math
from dataclasses import dataclass

LIMITS = {"LL": 5.0, "L": 20.0, "H": 80.0, "HH": 95.0}
DEADBAND = 2.0
RANGE = (0.0, 100.0)
SHAPES = 6


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading as the plant sends it."""

    value: float
    valid: bool = True


def sample(point: int, tick: int) -> Sample:
    """Return the reading of a point (numbered from 0) at a tick (from 0): always the same."""
    phase = tick + 7 * point
    return _SHAPES[point % SHAPES](phase)


def _steady(phase: int) -> Sample:
    return Sample(round(50 + 10 * math.sin(phase / 9), 2))


def _wave(phase: int) -> Sample:
    """All limits, one after the other, up and down, in 80 ticks."""
    return Sample(round(50 + 49 * math.sin(2 * math.pi * phase / 80), 2))


def _chatter(phase: int) -> Sample:
    """Across H and back by more and by less than the deadband."""
    return Sample((79.0, 81.0, 79.0, 82.0, 77.0, 81.5, 60.0, 60.0)[phase % 8])


def _steps(phase: int) -> Sample:
    """Straight to HH, a while, straight to LL, a while."""
    return Sample((50.0, 98.0, 98.0, 50.0, 2.0, 2.0)[phase // 11 % 6])


def _gaps(phase: int) -> Sample:
    """Above H with bad data in between: bad data neither raises nor clears."""
    return Sample(85.0 if phase // 40 % 2 else 50.0, valid=phase % 40 not in range(15, 25))


def _blips(phase: int) -> Sample:
    """A single tick beyond the limit now and then."""
    return Sample(90.0 if phase % 13 == 0 else 55.0)


_SHAPES = (_steady, _wave, _chatter, _steps, _gaps, _blips)
