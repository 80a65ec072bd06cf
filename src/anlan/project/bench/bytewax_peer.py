"""The limit rule in Bytewax, a per-message Python dataflow engine: the peer of our vectorised evaluation."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import inf, nan

LIMITS = (("HH", 92.0, 1), ("H", 85.0, 1), ("LL", 8.0, -1), ("L", 15.0, -1))
"""Kind, value and direction of each limit, as at a tank's level."""


@dataclass(slots=True)
class State:
    """What the rule remembers of one point.

    Attributes:
        beyond_since: By limit: since when the value has been beyond it [s], None if it is not.
        back_since: By limit: since when it has been back by the deadband [s].
        active: By limit: whether its alarm is on.
        last_s: Newest time taken [s]. last_value: Its value.
    """

    beyond_since: list[float | None] = field(default_factory=lambda: [None] * len(LIMITS))
    back_since: list[float | None] = field(default_factory=lambda: [None] * len(LIMITS))
    active: list[bool] = field(default_factory=lambda: [False] * len(LIMITS))
    last_s: float = -inf
    last_value: float = nan


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of hazchem.md 2.5 on source time: quality gate, four limits, return deadband, delays."""

    range_low: float = 0.0
    range_high: float = 100.0
    max_rate: float = 5.0
    deadband: float = 5.0
    on_delay_s: float = 60.0
    off_delay_s: float = 0.0

    def apply(self, state: State | None, reading: tuple[float, float]) -> tuple[State, list[str]]:
        """Take one (time, value) and return the new state and the transitions it causes."""
        state = state or State()
        ts, value = reading
        if ts <= state.last_s or not self.believable(state, ts, value):
            return state, []
        state.last_s, state.last_value = ts, value
        transitions: list[str] = []
        for index, (kind, limit, sign) in enumerate(LIMITS):
            if self.judge(state, index, ts, sign * (value - limit)):
                transitions.append(f"{kind} {'raised' if state.active[index] else 'returned'}")
        return state, transitions

    def believable(self, state: State, ts: float, value: float) -> bool:
        """Return whether the value may be judged: a number, in range, no jump."""
        margin = 0.1 * (self.range_high - self.range_low)
        if not self.range_low - margin <= value <= self.range_high + margin:
            return False
        return not abs(value - state.last_value) > self.max_rate * (ts - state.last_s)

    def judge(self, state: State, index: int, ts: float, excess: float) -> bool:
        """Move one limit's alarm on and return whether it changed."""
        beyond, back = state.beyond_since[index], state.back_since[index]
        state.beyond_since[index] = (ts if beyond is None else beyond) if excess > 0 else None
        state.back_since[index] = (ts if back is None else back) if excess < -self.deadband else None
        since = state.back_since[index] if state.active[index] else state.beyond_since[index]
        delay = self.off_delay_s if state.active[index] else self.on_delay_s
        if since is None or ts - since < delay:
            return False
        state.active[index] = not state.active[index]
        return True


def readings_a_second(points: int, cycles: int) -> float | None:
    """Return how many readings a second Bytewax judges on one core, None if it is not installed.

    Runs in a process of its own: start-up is not counted, memory is given back.

    Args:
        points: Different points.
        cycles: Readings of each.
    """
    if find_spec("bytewax") is None:
        return None
    words = [sys.executable, "-W", "ignore", "-m", __name__, str(points), str(cycles)]
    done = subprocess.run(words, capture_output=True, check=True, timeout=300)  # noqa: S603 -- ourselves
    rate: float = json.loads(done.stdout)["readings_a_second"]
    return rate


def measure(points: int, cycles: int) -> float:
    """Run the dataflow in this process and return readings a second."""
    import bytewax.operators as op  # noqa: PLC0415 -- only where it is installed
    from bytewax.dataflow import Dataflow  # noqa: PLC0415
    from bytewax.testing import TestingSink, TestingSource, run_main  # noqa: PLC0415

    rule = Rule()
    found: list[object] = []
    keys = [str(number) for number in range(points)]
    # Every hundredth point is beyond its limit for half of the time.
    messages = [
        (key, (60.0 * cycle, 90.0 if number % 100 == 0 and cycle % 8 < 4 else 50.0))
        for cycle in range(cycles)
        for number, key in enumerate(keys)
    ]
    flow = Dataflow("limits")
    stream = op.input("readings", flow, TestingSource(messages, batch_size=1000))
    alarms = op.stateful_flat_map("judge", stream, rule.apply)
    op.output("alarms", alarms, TestingSink(found))
    began = time.perf_counter()
    run_main(flow)  # type: ignore[no-untyped-call, unused-ignore]
    elapsed = time.perf_counter() - began
    if points and cycles > 8 and not found:
        raise RuntimeError("the rule found nothing: the measurement would be of nothing")
    return len(messages) / elapsed


if __name__ == "__main__":
    rate = measure(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps({"readings_a_second": rate}) + "\n")
