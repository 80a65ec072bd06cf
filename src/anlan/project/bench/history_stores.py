"""What the history benchmark asks of a store, and our lake as one."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from anlan.project.bench.figures import Progress
from anlan.project.bench.history_data import END_DAY, PARTITIONS, Dataset
from anlan.telemetry.lake.columns import HOURS, READINGS, TENS, day_start
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.loading import BulkLoader, Written
from anlan.telemetry.lake.storage import storage_at

WORKERS = 2


class Store(Protocol):
    """A store of readings that can do the two jobs."""

    name: str

    def load(self, data: Dataset, progress: Progress) -> None:
        """Take in all readings, day by day, and come to rest."""

    def day(self, point: int, since_us: int, until_us: int) -> int:
        """Fetch all readings of a point into arrays; return how many."""

    def year(self, point: int, since_us: int, until_us: int, width_us: int) -> int:
        """Fetch min, mean, max, last and count in steps of `width_us`; return how many steps."""

    def size(self) -> int:
        """Return the bytes on disk."""

    def close(self) -> None:
        """Stop what was started."""


@dataclass(slots=True)
class LakeStore:
    """Our lake in a folder."""

    folder: Path
    lake: Lake
    name: str = "lake"

    @classmethod
    def at(cls, folder: Path) -> "LakeStore":
        """Open or make the lake in a folder."""
        return cls(folder, Lake(str(folder)))

    def load(self, data: Dataset, progress: Progress) -> None:
        """See `Store`: files are written by two processes and committed by this one."""
        loader = BulkLoader(self.lake.storage)
        jobs = [(str(self.folder), data, day, p) for day in data.days for p in range(PARTITIONS)]
        rows = 0
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
            for index, written in enumerate(pool.map(_write, jobs, chunksize=8), start=1):
                loader.take(written)
                rows += written.rows
                if index % 100 == 0 or index == len(jobs):
                    loader.commit()
                    progress(f"loaded {rows / 1e6:.0f} of {data.rows / 1e6:.0f} million readings")
        loader.roll_up(day_start(END_DAY + 40))

    def day(self, point: int, since_us: int, until_us: int) -> int:
        """See `Store`."""
        return len(self.lake.raw(point, since_us, until_us))

    def year(self, point: int, since_us: int, until_us: int, width_us: int) -> int:
        """See `Store`."""
        return len(self.lake.buckets(point, since_us, until_us, -(-(until_us - since_us) // width_us) + 1))

    def size(self) -> int:
        """Return the bytes of the readings and their rollups."""
        return sum(self.sizes().values())

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each table."""
        return {
            spec.name: sum(
                f.size for s in Table(self.lake.storage, spec).snapshot().slots.values() for f in s
            )
            for spec in (READINGS, TENS, HOURS)
        }

    def close(self) -> None:
        """See `Store`: nothing runs."""


def _write(job: tuple[str, Dataset, int, int]) -> Written:
    folder, data, day, partition = job
    return BulkLoader(storage_at(folder)).write_day(day, partition, data.blocks(day, partition))
