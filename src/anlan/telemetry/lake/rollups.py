"""Which rollup files still speak for the readings, and building them anew.

A closed day's ten-minute cells carry in their name the stamp of the run they were made from; a past
month's hours carry a digest of the stamps of its days. They count only while those are the runs the lake
has: readings that arrive later are in other runs, and a rewritten day has another stamp. So readings and
rollups need no common transaction, and a crash between them costs speed until the next compaction, never
truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from anlan.telemetry.lake.columns import month_of
from anlan.telemetry.lake.planning import runs_of
from anlan.telemetry.lake.runs import parse_run
from anlan.telemetry.lake.snapshots import DataFile

Key = tuple[int, int]
"""A slot (first day of it, days since 1970-01-01) and a partition."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """The sorted run of a closed day, and what came after it.

    Attributes:
        stamp: Of the run; "" if the day has none.
        late: Files that are not in that run: readings that arrived after the day was closed.
    """

    stamp: str
    late: tuple[DataFile, ...]


def by_key(files: Iterable[DataFile]) -> dict[Key, list[DataFile]]:
    """Return files by slot and partition."""
    grouped: dict[Key, list[DataFile]] = {}
    for file in files:
        grouped.setdefault((file.slot, file.partition), []).append(file)
    return grouped


def closed_day(files: Sequence[DataFile]) -> ClosedDay:
    """Return what of one day and partition a rollup may speak for."""
    runs = runs_of(files)
    if not runs or runs[0].name.kind != "d":
        return ClosedDay("", tuple(files))
    return ClosedDay(runs[0].name.stamp, tuple(f for r in runs[1:] for f in r.files))


def stamp_of_month(days: Mapping[int, str]) -> str:
    """Return the digest that names hours made of these closed days (stamp by day)."""
    text = ",".join(f"{day}:{stamp}" for day, stamp in sorted(days.items()))
    return sha256(text.encode()).hexdigest()[:24]


def month_stamps(closed: Mapping[Key, ClosedDay]) -> dict[Key, str]:
    """Return the digest of each month and partition that has closed days."""
    months: dict[Key, dict[int, str]] = {}
    for (day, partition), state in closed.items():
        if state.stamp:
            months.setdefault((month_of(day), partition), {})[day] = state.stamp
    return {key: stamp_of_month(days) for key, days in months.items()}


def speaks_for(stamp: str, files: Sequence[DataFile]) -> list[DataFile]:
    """Return the rollup files made from the run or month of that stamp (empty: none is valid)."""
    found: dict[str, list[DataFile]] = {}
    for file in files:
        name = parse_run(file.run)
        if name is not None and name.kind == "o" and name.source == stamp:
            found.setdefault(name.tag, []).append(file)
    return found[min(found)] if found else []
