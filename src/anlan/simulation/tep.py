"""Replay of the Tennessee Eastman benchmark runs (Downs & Vogel 1993) out of the `bibmon` wheel's files.

52 variables: XMEAS(1) to XMEAS(41), XMV(1) to XMV(11), one row per 3 min. `d00` is normal operation, `d01`
to `d21` have faults; in the test runs (`d01_te` ...) the fault begins after 160 rows. Data of Chiang, Russell
and Braatz, shipped by bibmon under Apache-2.0. The package itself is never imported: only its files are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

VARIABLES = 52
ROW_S = 180.0
"""Time between rows [s]."""
FAULT_ROW = 160
"""First row of a test run that the fault acts on, from 0."""
TEST_RUNS = tuple(f"d{number:02d}_te" for number in range(22))
NORMAL_RUN = "d00"


class RunsMissingError(RuntimeError):
    """The bibmon wheel is not installed, or lacks a run."""


def runs_folder() -> Path:
    """Return the folder of the runs.

    Raises:
        RunsMissingError: The wheel is not installed.
    """
    spec = find_spec("bibmon")
    if spec is None or spec.origin is None:
        raise RunsMissingError("the bibmon wheel (Tennessee Eastman data) is not installed: run `make setup`")
    return Path(spec.origin).parent / "tennessee_eastman"


@lru_cache(maxsize=2)
def load_run(name: str) -> NDArray[np.float64]:
    """Return one run, shape (rows, 52), whichever way round its file is stored.

    Raises:
        RunsMissingError: No such run.
    """
    path = runs_folder() / f"{name}.dat"
    if not path.exists():
        raise RunsMissingError(f"no Tennessee Eastman run {name!r} in {path.parent}")
    table: NDArray[np.float64] = np.loadtxt(path)
    return table if table.shape[1] == VARIABLES else np.ascontiguousarray(table.T)


@dataclass(frozen=True, slots=True)
class Replay:
    """Runs played one after another, for ever.

    Attributes:
        runs: Their names, in order.
        rate: Process seconds per second of ours, > 0: at 60 a row takes 3 s and a fault begins after 8 min.
        start_row: Row of the first run to begin with.
    """

    runs: Sequence[str] = TEST_RUNS
    rate: float = 1.0
    start_row: int = 0

    def values(self, elapsed_s: float) -> NDArray[np.float64]:
        """Return the 52 variables some time after the start, straight lines between the rows.

        Args:
            elapsed_s: Time since the start [s], >= 0.
        """
        position = self.start_row + elapsed_s * self.rate / ROW_S
        index, run = 0, load_run(self.runs[0])
        while position >= len(run):
            position -= len(run)
            index = (index + 1) % len(self.runs)
            run = load_run(self.runs[index])
        row = int(position)
        following = min(row + 1, len(run) - 1)
        values: NDArray[np.float64] = run[row] + (run[following] - run[row]) * (position - row)
        return values
