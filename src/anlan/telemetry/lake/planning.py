"""What to merge next in one day of one partition. Pure.

Small runs are merged eight at a time into runs of the next size; runs beyond the last size wait until
their day is closed, when all become one run. Only neighbours in order of arrival are merged, so that
"the last to arrive wins" holds whatever was merged before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.telemetry.lake.columns import DAY_US, MINUTE_US, day_start
from anlan.telemetry.lake.runs import RunName, parse_run
from anlan.telemetry.lake.snapshots import DataFile

FAN = 8
SIZES_ROWS = (160_000, 1_280_000, 10_240_000)
CLOSE_AFTER_US = 30 * MINUTE_US
QUIET_US = 10 * MINUTE_US


@dataclass(frozen=True, slots=True)
class Run:
    """Files written together."""

    name: RunName
    files: tuple[DataFile, ...]

    @property
    def rows(self) -> int:
        """Return the rows of all its files."""
        return sum(f.rows for f in self.files)


@dataclass(frozen=True, slots=True)
class Merge:
    """Runs to become one, in order of arrival; `closes` their day or not."""

    runs: tuple[Run, ...]
    closes: bool


def runs_of(files: Sequence[DataFile]) -> list[Run] | None:
    """Return the runs of one day and partition in order of arrival; None if a file is not ours."""
    grouped: dict[str, list[DataFile]] = {}
    for file in files:
        grouped.setdefault(file.run, []).append(file)
    names = [parse_run(text) for text in grouped]
    found = [Run(n, tuple(f)) for n, f in zip(names, grouped.values(), strict=True) if n is not None]
    if len(found) < len(grouped):
        return None
    return sorted(found, key=lambda r: (r.name.source, r.name.kind == "a", r.name.tag))


def is_closed(runs: Sequence[Run]) -> bool:
    """Tell whether a day is one sorted run."""
    return len(runs) == 1 and runs[0].name.kind == "d"


def plan(day: int, runs: Sequence[Run], now_us: int) -> Merge | None:
    """Return the next merge of one day and partition, or None if nothing is worth doing.

    Args:
        day: Days since 1970-01-01 (Shanghai).
        runs: In order of arrival.
        now_us: The time [us since epoch].
    """
    over = now_us >= day_start(day) + DAY_US + CLOSE_AFTER_US
    newest_us = max((f.modified_ms * 1000 for r in runs for f in r.files), default=0)
    if over and now_us >= newest_us + QUIET_US:
        return None if is_closed(runs) else Merge(tuple(runs), closes=True)
    for smaller, size in zip((0, *SIZES_ROWS), SIZES_ROWS, strict=False):
        for segment in _segments(runs, size):
            alike = sum(run.rows >= smaller for run in segment)
            if len(segment) >= FAN and alike >= FAN - 1:
                return Merge(tuple(segment), closes=False)
    return None


def _segments(runs: Sequence[Run], size: int) -> list[list[Run]]:
    segments: list[list[Run]] = [[]]
    for run in runs:
        if run.rows < size and run.name.kind != "d":
            segments[-1].append(run)
        elif segments[-1]:
            segments.append([])
    return segments
