import sys

import numpy as np
import pytest

from anlan.simulation import tep
from anlan.simulation.tep import FAULT_ROW, TEST_RUNS, Replay, RunsMissingError, load_run, runs_folder


def test_every_test_run_is_whole() -> None:
    assert len(TEST_RUNS) == 22
    for name in TEST_RUNS:
        assert load_run(name).shape == (960, 52)


def test_the_transposed_normal_run_is_turned() -> None:
    run = load_run("d00")
    assert run.shape == (500, 52)
    assert run[:, 6].mean() == pytest.approx(2705, abs=1)


def test_the_files_are_found_without_importing_the_package() -> None:
    runs_folder()
    assert "bibmon" not in sys.modules


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tep, "find_spec", {}.get)
    with pytest.raises(RunsMissingError, match="make setup"):
        runs_folder()


def test_a_missing_run_is_named() -> None:
    with pytest.raises(RunsMissingError, match="d99"):
        load_run("d99")


def test_the_rate_decides_which_row_is_shown() -> None:
    replay = Replay(("d01_te",), rate=60)
    assert np.array_equal(replay.values(0), load_run("d01_te")[0])
    assert np.allclose(replay.values(30), load_run("d01_te")[10])
    assert np.allclose(replay.values(1.5), load_run("d01_te")[:2].mean(axis=0))


def test_runs_follow_each_other_and_begin_again() -> None:
    replay = Replay(("d01_te", "d02_te"), rate=180, start_row=959)
    assert np.array_equal(replay.values(0.5), load_run("d01_te")[959])
    assert np.array_equal(replay.values(1), load_run("d02_te")[0])
    assert np.array_equal(replay.values(961), load_run("d01_te")[0])


def test_a_fault_shows_after_its_row() -> None:
    normal, run = load_run("d00"), load_run("d06_te")
    deviations = np.abs(run[:, 0] - normal[:, 0].mean()) / normal[:, 0].std()
    assert deviations[:FAULT_ROW].max() < 5
    assert deviations[FAULT_ROW + 2 :].min() > 5
