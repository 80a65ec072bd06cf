"""Our limit rule alone, on the job that the Bytewax peer does."""

import time

import numpy as np

from anlan.project.bench.bytewax_peer import LIMITS, Rule
from anlan.telemetry.evaluation.engine import Batch, Engine
from anlan.telemetry.evaluation.judgement import LimitRow, PointRow, judgement_of

CYCLE_S = 60
WARM_CYCLES = 12
"""Not counted: a fresh engine looks closely at every point until it has a few calm readings of it."""


def evaluated_a_second(points: int, cycles: int) -> float:
    """Return how many readings a second the engine judges: the same points, limits, times and values.

    Args:
        points: Different points.
        cycles: Readings of each, one batch a cycle.

    Raises:
        RuntimeError: The rule found nothing, so the measurement would be of nothing.
    """
    rule = Rule()
    rows = [
        PointRow(point=n, range_low=rule.range_low, range_high=rule.range_high, cycle_s=CYCLE_S,
                 max_rate=rule.max_rate)
        for n in range(points)
    ]  # fmt: skip
    limits = [
        LimitRow(point=n, kind=kind, value=value, deadband=rule.deadband, on_delay_s=rule.on_delay_s,
                 off_delay_s=rule.off_delay_s)
        for n in range(points)
        for kind, value, _ in LIMITS
    ]  # fmt: skip
    engine = Engine(judgement_of(rows, limits))
    ids, quality = np.arange(points, dtype=np.int32), np.zeros(points, np.uint8)
    found, elapsed = 0, 0.0
    for cycle in range(WARM_CYCLES + cycles):
        ts = np.full(points, (1 + cycle) * CYCLE_S * 1_000_000, np.int64)
        value = np.where((ids % 100 == 0) & (cycle % 8 < 4), 90.0, 50.0)
        began = time.perf_counter()
        found += len(engine.evaluate(Batch(ids, ts, value, quality, ts)))
        elapsed += (time.perf_counter() - began) * (cycle >= WARM_CYCLES)
    if cycles > 8 and not found:
        raise RuntimeError("the rule found nothing: the measurement would be of nothing")
    return points * cycles / elapsed
