"""Points as seeding and synchronisation state them: plain values, references by code."""

from collections.abc import Sequence
from dataclasses import dataclass

ORDER = ("LL", "L", "H", "HH")


class InvalidPointError(ValueError):
    """A point or its limits contradict themselves; the message names the point and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSpec:
    """One limit.

    Attributes:
        kind: LL, L, H or HH.
        value: In the point's unit.
        deadband: Only for the return, >= 0 [point's unit].
        on_delay_s: >= 0, source time [s].
        off_delay_s: >= 0, source time [s].
        min_consecutive: Readings in a row, >= 1.
        re_alarm_s: Back to unacknowledged after this long; 0 never [s].
        priority: 1 low to 4 highest.
        latch: Stays until reset by hand.
    """

    kind: str
    value: float
    deadband: float = 0.0
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    min_consecutive: int = 1
    re_alarm_s: int = 0
    priority: int = 2
    latch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSpec:
    """One point. `code` is its key.

    Attributes:
        device_code: Device that reports it; the enterprise is the device's.
        unit_code: Hazard unit, or "".
        tank_code: Tank, or "".
        quantity: LT, TT, PT, GT-F ... (hazchem.md 2.1).
        uom: Unit of measure of range, limits and readings.
        range_low: Lower end of the instrument's range.
        range_high: Upper end, > `range_low`.
        cycle_s: Agreed reporting cycle, >= 1 [s].
        max_rate: Largest physical rate of change [unit/s], or None.
    """

    code: str
    device_code: str
    name: str
    quantity: str
    uom: str
    range_low: float
    range_high: float
    tag: str = ""
    unit_code: str = ""
    tank_code: str = ""
    cycle_s: int = 60
    max_rate: float | None = None
    decimals: int = 2
    longitude: float | None = None
    latitude: float | None = None
    limits: Sequence[LimitSpec] = ()


def check_limits(code: str, range_low: float, range_high: float, limits: Sequence[LimitSpec]) -> None:
    """Check `range_low <= LL < L < H < HH <= range_high` and the delays.

    A limit outside the instrument's range can never alarm, which is a known way to hide alarms.

    Raises:
        InvalidPointError: Something contradicts; the message says what.
    """
    if not range_low < range_high:
        raise InvalidPointError(f"{code}: range {range_low} to {range_high} is empty")
    kinds = [limit.kind for limit in limits]
    if len(set(kinds)) != len(kinds) or not set(kinds) <= set(ORDER):
        raise InvalidPointError(f"{code}: limits must be some of LL, L, H, HH, each once; got {kinds}")
    previous: LimitSpec | None = None
    for limit in sorted(limits, key=lambda one: ORDER.index(one.kind)):
        if not range_low <= limit.value <= range_high:
            raise InvalidPointError(
                f"{code}: {limit.kind} {limit.value} lies outside the range {range_low} to {range_high}"
            )
        if previous is not None and not previous.value < limit.value:
            raise InvalidPointError(
                f"{code}: {previous.kind} {previous.value} must lie below {limit.kind} {limit.value}"
            )
        if min(limit.deadband, limit.on_delay_s, limit.off_delay_s, limit.min_consecutive - 1) < 0:
            raise InvalidPointError(f"{code}: {limit.kind}: deadband, delays and counts cannot be negative")
        previous = limit
