import numpy as np

from anlan.telemetry.evaluation.state import fresh_state, remapped


def test_points_that_never_reported_are_normal_and_unknown() -> None:
    state = fresh_state(2)
    assert len(state) == 2
    assert not state.levels().any()
    assert state.last_quality.tolist() == [2, 2]


def test_a_stale_point_counts_as_the_second_level_of_data() -> None:
    state = fresh_state(2)
    state.stale[1] = True
    assert state.levels().tolist() == [[0, 0, 0], [0, 0, 2]]


def test_remapping_carries_what_stays_and_begins_what_is_new() -> None:
    state = fresh_state(2)
    state.last_ts[:] = 7, 8
    state.now.active[1, 3] = state.base.active[1, 3] = True
    state.ring_ts[1] = 1, 2, 3
    moved = remapped(state, np.array([1, -1, 0]))
    assert moved.last_ts.tolist() == [8, 0, 7]
    assert moved.levels()[:, 1].tolist() == [2, 0, 0]
    assert moved.base.active[:, 3].tolist() == [True, False, False]
    assert moved.ring_ts.tolist() == [[1, 2, 3], [0, 0, 0], [0, 0, 0]]
