"""`anlan bench history`: how fast and how small the lake is, beside other stores doing the same job."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from anlan.project.bench.figures import Figure, Progress, at_least, at_most, percentile
from anlan.project.bench.history_appends import append_rate
from anlan.project.bench.history_data import END_DAY, Dataset
from anlan.project.bench.history_postgres import PostgresStore
from anlan.project.bench.history_series import InfluxStore, VictoriaStore
from anlan.project.bench.history_stores import LakeStore, Store
from anlan.telemetry.lake.columns import DAY_US, HOUR_US, day_start

FULL = Dataset(fast=13, fast_days=365, slow=79, slow_days=365, province=17_001, province_days=2)
QUICK = Dataset(fast=13, fast_days=20, slow=79, slow_days=365, province=17_001, province_days=0)
SHARED = Dataset(fast=12, fast_days=10, slow=20, slow_days=365, province=0, province_days=0)
SHARED_QUICK = Dataset(fast=4, fast_days=4, slow=6, slow_days=365, province=0, province_days=0)
APPENDED, APPENDED_QUICK = 32_000_000, 8_000_000
WIDTH_US = 9 * HOUR_US
"""A year in at most 1,000 whole steps."""
END_US = day_start(END_DAY)
YEAR_US = 365 * DAY_US
QUERIES = 100
PEER_QUERIES = 20


def run(quick: bool, progress: Progress) -> list[Figure]:  # noqa: FBT001 (the port of all benchmarks)
    """Measure the lake at full size, then lake and peers at a size that all can load.

    Args:
        quick: Smaller lakes, said in the names of the figures.
        progress: Told what is being done.
    """
    with _folder() as folder:
        figures = _lake_alone(folder / "lake", QUICK if quick else FULL, progress)
        figures += append_rate(folder / "appends", APPENDED_QUICK if quick else APPENDED, progress)
        return figures + _with_peers(folder, SHARED_QUICK if quick else SHARED, progress)


def _lake_alone(folder: Path, data: Dataset, progress: Progress) -> list[Figure]:
    size = f"of {data.rows / 1e6:.0f} M readings"
    store = LakeStore.at(folder)
    load_s = _timed(lambda: store.load(data, progress))
    progress("asking the lake")
    store = LakeStore.at(folder)
    days, years = _ask(store, data, QUERIES)
    sizes = store.sizes()
    shutil.rmtree(folder)
    return [
        at_most(f"one point, one day of 1-s readings, out {size}, p95", percentile(days, 95), "ms", 50),
        Figure(f"one point, one day of 1-s readings, out {size}, p50", percentile(days, 50), "ms"),
        Figure("the same, first query of a new process", days[0], "ms"),
        at_most(f"one year in 1,000 steps, out {size}, p95", percentile(years, 95), "ms", 500),
        Figure(f"one year in 1,000 steps, out {size}, p50", percentile(years, 50), "ms"),
        at_most(f"size {size}, rollups included", sum(sizes.values()) / data.rows, "bytes/reading", 6),
        Figure(f"size {size}, readings alone", sizes["readings"] / data.rows, "bytes/reading"),
        Figure("bulk load", data.rows / load_s, "readings/s"),
    ]


def _with_peers(folder: Path, data: Dataset, progress: Progress) -> list[Figure]:
    size = f"{data.rows / 1e6:.1f} M readings"
    found = {made.name: _measure(made, data, progress) for made in _stores(folder / "peers", progress)}
    lake, figures = found["lake"], []
    for name, measured in found.items():
        for what, value in measured.items():
            unit = "bytes/reading" if what.startswith("size") else "ms"
            figures.append(Figure(f"{name}, {size}: {what}", value, unit))
            if name != "lake":
                figures.append(at_least(f"{name} / lake, {size}: {what}", value / lake[what], "x", 1))
    return figures


def _stores(folder: Path, progress: Progress) -> Iterator[Store]:
    makers: dict[str, Callable[[Path], Store | None]] = {
        "lake": LakeStore.at,
        "PostgreSQL": PostgresStore.at,
        "InfluxDB": InfluxStore.at,
        "VictoriaMetrics": VictoriaStore.at,
    }
    for name, make in makers.items():
        store = make(folder / name)
        if store is None:
            progress(f"{name} is not installed: left out")
            continue
        try:
            yield store
        finally:
            store.close()
            shutil.rmtree(folder / name)


def _measure(store: Store, data: Dataset, progress: Progress) -> dict[str, float]:
    progress(f"{store.name}: loading {data.rows / 1e6:.1f} million readings")
    store.load(data, progress)
    progress(f"{store.name}: asking")
    days, years = _ask(store, data, PEER_QUERIES)
    alone = (
        {"size, readings alone": store.sizes()["readings"] / data.rows}
        if isinstance(store, LakeStore)
        else {}
    )
    return alone | {
        "one day of 1-s readings, p50": percentile(days, 50),
        "one year in 1,000 steps, p50": percentile(years, 50),
        "size": store.size() / data.rows,
    }


def _ask(store: Store, data: Dataset, queries: int) -> tuple[list[float], list[float]]:
    """Return the times [ms] of random queries of either job; every answer is counted."""
    rng = np.random.default_rng(7)
    days, years = [], []
    for _ in range(queries):
        point = int(rng.choice(data.fast_points))
        since = END_US - int(rng.integers(1, data.fast_days + 1)) * DAY_US
        days.append(_timed(lambda: _expect(store.day(point, since, since + DAY_US), 86_400)) * 1000)  # noqa: B023
    kinds = [data.slow_points] if data.fast_days < 365 else [data.slow_points, data.fast_points]
    for index in range(queries):
        point = int(rng.choice(kinds[index % len(kinds)]))
        steps = YEAR_US // WIDTH_US
        since = END_US - steps * WIDTH_US
        years.append(_timed(lambda: _expect(store.year(point, since, END_US, WIDTH_US), steps)) * 1000)  # noqa: B023
    return days, years


def _expect(found: int, expected: int) -> None:
    if abs(found - expected) > 2:
        raise RuntimeError(f"expected {expected} rows, got {found}")


def _timed(job: Callable[[], object]) -> float:
    before = time.perf_counter()
    job()
    return time.perf_counter() - before


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
