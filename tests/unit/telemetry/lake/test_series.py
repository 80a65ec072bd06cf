"""The answers as the rest of the platform sees them."""

import numpy as np

from anlan.telemetry.lake.series import buckets_of, series_of


def test_names_each_column_right() -> None:
    block = {n: np.array([i]) for i, n in enumerate(("ts", "value", "quality"))}
    series = series_of(block)
    assert (series.ts[0], series.value[0], series.quality[0], len(series)) == (0, 1, 2, 1)
    cells = {n: np.array([i]) for i, n in enumerate(("point", "ts", "min", "mean", "max", "last", "n"))}
    buckets = buckets_of(cells, 60)
    assert (buckets.width_us, buckets.t[0], len(buckets)) == (60, 1, 1)
    assert (buckets.min[0], buckets.mean[0], buckets.max[0], buckets.last[0], buckets.n[0]) == (2, 3, 4, 5, 6)
