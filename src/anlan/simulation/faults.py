"""Faults of instruments, tanks and gateways: what they are and what they do to the values."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Kind(StrEnum):
    """What goes wrong (hazchem.md section 10)."""

    STUCK = "stuck"
    DRIFT = "drift"
    SPIKE = "spike"
    STEP = "step"
    BAD = "bad"
    LEAK = "leak"
    OVERFILL = "overfill"
    FLOOD = "flood"
    OFFLINE = "offline"


POINT_KINDS = frozenset({Kind.STUCK, Kind.DRIFT, Kind.SPIKE, Kind.STEP, Kind.BAD})
FLOOD_POINTS = 300
DEFAULT_DURATION_S = {
    Kind.STUCK: 1800.0, Kind.DRIFT: 1800.0, Kind.SPIKE: 1.0, Kind.STEP: 600.0, Kind.BAD: 300.0,
    Kind.LEAK: 900.0, Kind.OVERFILL: 1200.0, Kind.FLOOD: 600.0, Kind.OFFLINE: 7200.0,
}  # fmt: skip


class UnknownFaultError(ValueError):
    """A fault that was asked for does not exist or is aimed at nothing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        kind: What goes wrong.
        target: Code of a point (stuck, drift, spike, step, bad), tank (leak, overfill), gateway (offline) or
            beginning of point codes (flood).
        start_s: When it begins [s since epoch, UTC]. duration_s: How long it lasts [s].
        severity: 1 crosses L or H, 2 crosses LL or HH. side: "high" or "low".
    """

    kind: Kind
    target: str
    start_s: float
    duration_s: float
    severity: int = 1
    side: str = "high"


def parse_fault(text: str, *, now_s: float) -> Fault:
    """Return the fault in words: `KIND:TARGET[:MINUTES[:high2|high1|low1|low2]]`.

    Args:
        text: For example `leak:37050000100101:15` or `step:3705000010101001:5:high2`.
        now_s: When it begins [s since epoch, UTC].

    Raises:
        UnknownFaultError: Not such words.
    """
    kind_text, *rest = text.strip().split(":")
    if kind_text not in list(Kind) or not 1 <= len(rest) <= 3 or not rest[0]:
        kinds = ", ".join(Kind)
        raise UnknownFaultError(f"{text!r}: KIND:TARGET[:MINUTES[:SIDE]], where KIND is one of {kinds}")
    kind = Kind(kind_text)
    try:
        duration = float(rest[1]) * 60 if len(rest) > 1 else DEFAULT_DURATION_S[kind]
    except ValueError:
        raise UnknownFaultError(f"{text!r}: not a number of minutes: {rest[1]!r}") from None
    side = rest[2] if len(rest) > 2 else "high1"
    if side not in ("high1", "high2", "low1", "low2") or not duration > 0:
        raise UnknownFaultError(f"{text!r}: the side is high1, high2, low1 or low2, the time above 0")
    return Fault(kind, rest[0], now_s, duration, int(side[-1]), side[:-1])


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What a fault does to some points; arrays have shape (k,) and `points` grows.

    A value is pulled from what it would be towards `goal` by a share that rises from 0 to 1 in `rise_s`,
    stays, and falls back at the end.

    Attributes:
        how: "pull", "freeze" (keeps the first value seen), "once" (one sample at the goal) or "invalid".
        points: Indices of the points.
        starts_s: When it begins at each point [s since epoch].
        goals: Where the value goes, in the point's unit.
    """

    how: str
    points: NDArray[np.intp]
    starts_s: Floats
    goals: Floats
    duration_s: float
    rise_s: float
    fall_s: float = 20.0

    def ended(self, t_s: float) -> bool:
        """Return whether the last of its points is back to normal."""
        return t_s >= float(self.starts_s.max()) + self.duration_s

    def share(self, t_s: float, part: slice) -> Floats:
        """Return how far some of the points are pulled, 0 to 1."""
        elapsed = t_s - self.starts_s[part]
        rising = elapsed / max(self.rise_s, 1e-9)
        falling = (self.duration_s - elapsed) / max(min(self.fall_s, self.duration_s / 2), 1e-9)
        pulled: Floats = np.clip(np.minimum(rising, falling), 0.0, 1.0)
        return np.where(elapsed < 0, 0.0, pulled)


@dataclass(slots=True, eq=False)
class Effects:
    """The effects that are on, with what they remember."""

    active: list[Effect]
    frozen: dict[int, float]
    spent: set[tuple[int, int]]

    @classmethod
    def none(cls) -> "Effects":
        """Return no effects."""
        return cls([], {}, set())

    def add(self, effect: Effect) -> None:
        """Begin an effect."""
        self.active.append(effect)

    def forget(self, t_s: float) -> None:
        """Drop the effects that are over."""
        over = [effect for effect in self.active if effect.ended(t_s)]
        for effect in over:
            self.active.remove(effect)
            for point in effect.points.tolist():
                self.frozen.pop(point, None)
                self.spent.discard((id(effect), point))

    def apply(self, first: int, values: Floats, valid: NDArray[np.bool_], t_s: float) -> None:
        """Change values and validity of the points `first`, `first + 1` ... in place."""
        last = first + len(values)
        for effect in self.active:
            if effect.points[0] >= last or effect.points[-1] < first:
                continue
            a, b = np.searchsorted(effect.points, (first, last))
            if a < b:
                self._apply_one(effect, slice(int(a), int(b)), first, values, valid, t_s)

    def _apply_one(
        self, effect: Effect, part: slice, first: int, values: Floats, valid: NDArray[np.bool_], t_s: float
    ) -> None:
        at = effect.points[part] - first
        on = (t_s >= effect.starts_s[part]) & (t_s < effect.starts_s[part] + effect.duration_s)
        if effect.how == "pull":
            values[at] += effect.share(t_s, part) * (effect.goals[part] - values[at])
        elif effect.how == "invalid":
            valid[at[on]] = False
        elif effect.how == "freeze":
            for i in at[on].tolist():
                values[i] = self.frozen.setdefault(first + i, float(values[i]))
        else:
            self._once(effect, part, first, values, t_s)

    def _once(self, effect: Effect, part: slice, first: int, values: Floats, t_s: float) -> None:
        for k in range(part.start, part.stop):
            point = int(effect.points[k])
            mark = (id(effect), point)
            if t_s >= effect.starts_s[k] and mark not in self.spent:
                self.spent.add(mark)
                values[point - first] = effect.goals[k]
