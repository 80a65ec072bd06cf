import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.telemetry.evaluation.segments import Run, last_where, runs, segments

GROUPS = st.lists(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=8), min_size=1, max_size=5
)


def test_groups_know_their_first_and_last_row() -> None:
    at = segments(np.array([3, 3, 7, 9, 9, 9]))
    assert (at.first.tolist(), at.last.tolist()) == ([0, 2, 3], [1, 2, 5])
    assert (at.group.tolist(), at.start.tolist()) == ([0, 0, 1, 2, 2, 2], [0, 0, 2, 3, 3, 3])


def test_no_rows_are_no_groups() -> None:
    assert len(segments(np.array([], np.int64)).first) == 0


def test_the_newest_flag_is_looked_for_in_the_own_group_only() -> None:
    at = segments(np.array([1, 1, 1, 2, 2]))
    assert last_where(np.array([False, True, False, False, True]), at).tolist() == [-1, 1, 1, -1, 4]


@given(GROUPS, st.data())
def test_runs_are_what_counting_row_by_row_gives(
    groups: list[list[tuple[bool, bool]]], data: st.DataObject
) -> None:
    key = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    visible, flag = (
        np.array(column, bool) for column in zip(*(row for g in groups for row in g), strict=True)
    )
    flag &= visible
    ts = np.arange(len(key)) * 10 + 1000
    counts = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(groups), max_size=len(groups))))
    carry = Run(np.where(counts > 0, 500, 0), counts)
    expected, row = [], 0
    for number, group in enumerate(groups):
        since, count = int(carry.since[number]), int(counts[number])
        for _ in group:
            if visible[row]:
                since = (since if count else int(ts[row])) if flag[row] else 0
                count = count + 1 if flag[row] else 0
            expected.append((since, count))
            row += 1
    found = runs(flag, visible, ts, segments(key), carry)
    assert list(zip(found.since.tolist(), found.count.tolist(), strict=True)) == expected
