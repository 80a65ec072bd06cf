import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.evaluation import SECOND, ScalarPoint, batch, told

from anlan.telemetry.evaluation import late
from anlan.telemetry.evaluation.engine import Batch, Engine
from anlan.telemetry.evaluation.judgement import LimitRow, PointRow, judgement_of

START = 1_700_000_000 * SECOND
LOW, HIGH, DATA = 0, 1, 2


def limit(kind: str, value: float, **how: Any) -> LimitRow:
    return LimitRow(point=1, kind=kind, value=value, **how)


def engine(*limits: LimitRow, cycle_s: float = 1, max_rate: float | None = None) -> Engine:
    point = PointRow(point=1, range_low=0, range_high=10, cycle_s=cycle_s, max_rate=max_rate)
    return Engine(judgement_of([point], limits))


def feed(judge: Engine, *values: float, start: int = 0) -> list[tuple[int, str, str, int]]:
    """Give one reading a second; return (side, from, to, second) of what changes."""
    readings = [(1, START + (start + i) * SECOND, value) for i, value in enumerate(values)]
    said = told(judge.evaluate(batch(readings)), 1)
    return [(side, was, now, (ts - START) // SECOND) for side, was, now, ts in said]


def test_an_alarm_begins_strictly_beyond_the_limit() -> None:
    assert feed(engine(limit("H", 8)), 8.0, 8.0) == []
    assert feed(engine(limit("H", 8)), 8.0, 8.001) == [(HIGH, "NORMAL", "H", 1)]
    assert feed(engine(limit("L", 2)), 2.0, 1.999) == [(LOW, "NORMAL", "L", 1)]


def test_the_deadband_counts_only_for_the_return() -> None:
    judge = engine(limit("H", 8, deadband=0.5))
    assert feed(judge, 8.1, 7.9, 7.51, 7.5) == [(HIGH, "NORMAL", "H", 0), (HIGH, "H", "NORMAL", 3)]


def test_swinging_by_half_the_deadband_gives_exactly_one_alarm() -> None:
    judge = engine(limit("H", 8, deadband=0.5))
    values = [8 + 0.25 * (-1) ** i for i in range(200)]
    assert feed(judge, *values) == [(HIGH, "NORMAL", "H", 0)]


def test_h_becoming_hh_is_a_change_and_comes_back_with_hhs_own_deadband() -> None:
    judge = engine(limit("H", 8, deadband=0.1), limit("HH", 9, deadband=0.5))
    assert feed(judge, 8.5, 9.5, 8.9, 8.5, 7.0) == [
        (HIGH, "NORMAL", "H", 0), (HIGH, "H", "HH", 1), (HIGH, "HH", "H", 3), (HIGH, "H", "NORMAL", 4),
    ]  # fmt: skip


def test_a_jump_beyond_hh_never_says_h_first() -> None:
    assert feed(engine(limit("H", 8), limit("HH", 9)), 5, 9.5) == [(HIGH, "NORMAL", "HH", 1)]


def test_the_on_delay_counts_source_time_and_starts_again() -> None:
    judge = engine(limit("H", 8, on_delay_s=3))
    assert feed(judge, 8.5, 8.5, 7.9, 8.5, 8.5, 8.5, 8.5) == [(HIGH, "NORMAL", "H", 6)]


def test_the_delay_is_one_of_source_time_even_if_all_arrives_at_once() -> None:
    judge = engine(limit("H", 8, on_delay_s=60), cycle_s=60)
    readings = [(1, START + 60 * i * SECOND, 8.5) for i in range(2)]
    assert len(judge.evaluate(batch(readings, arrived_us=START + 60 * SECOND))) == 1


def test_the_off_delay_keeps_an_alarm_over_short_returns() -> None:
    judge = engine(limit("H", 8, off_delay_s=2))
    assert feed(judge, 8.5, 7.0, 8.5, 7.0, 7.0, 7.0) == [(HIGH, "NORMAL", "H", 0), (HIGH, "H", "NORMAL", 5)]


def test_readings_in_a_row_can_be_asked_for() -> None:
    assert feed(engine(limit("H", 8, min_consecutive=3)), 9, 9, 7, 9, 9, 9) == [(HIGH, "NORMAL", "H", 5)]


@pytest.mark.parametrize("bad", [math.nan, 11.5, -1.5, math.inf])
def test_bad_data_neither_raises_nor_clears_and_has_its_own_alarm(bad: float) -> None:
    judge = engine(limit("H", 8))
    assert feed(judge, 8.5, bad, bad, 8.5) == [
        (HIGH, "NORMAL", "H", 0), (DATA, "NORMAL", "BAD", 1), (DATA, "BAD", "NORMAL", 3),
    ]  # fmt: skip
    assert feed(engine(limit("H", 8)), bad) == [(DATA, "NORMAL", "BAD", 0)]


def test_what_the_source_calls_bad_is_bad() -> None:
    judge = engine(limit("H", 8))
    one = batch([(1, START, 9.0)])
    said = judge.evaluate(Batch(one.point, one.ts, one.value, np.array([2], np.uint8), one.arrived_us))
    assert told(said, 1) == [(DATA, "NORMAL", "BAD", START)]


def test_ten_percent_beyond_the_range_is_still_a_value() -> None:
    assert feed(engine(limit("H", 8)), 10.9) == [(HIGH, "NORMAL", "H", 0)]


def test_the_same_reading_twice_changes_nothing() -> None:
    judge = engine(limit("H", 8, min_consecutive=2))
    readings = [(1, START, 9.0), (1, START, 9.0)]
    assert len(judge.evaluate(batch(readings))) == 0
    assert len(judge.evaluate(batch(readings))) == 0


def test_readings_of_unknown_points_are_passed_over() -> None:
    assert len(engine(limit("H", 8)).evaluate(batch([(2, START, 9.0)]))) == 0


@pytest.mark.parametrize(
    ("ts", "arrived", "value", "quality"),
    [(1, 1, 5.0, 0), (1, 5, 5.0, 1), (400, 1, 5.0, 1), (1, 1, 9.0, 1), (1, 1, 99.0, 2)],
)
def test_late_skewed_and_jumping_readings_are_uncertain(
    ts: int, arrived: int, value: float, quality: int
) -> None:
    judge = engine(max_rate=1)
    judge.evaluate(batch([(1, START, 5.0)]))
    judge.evaluate(batch([(1, START + ts * SECOND, value)], arrived_us=START + arrived * SECOND))
    assert judge.state.last_quality.tolist() == [quality]


def test_a_silent_point_is_stale_until_it_speaks() -> None:
    judge = engine(limit("H", 8))
    feed(judge, 5.0)
    assert not judge.silent(START + 3 * SECOND).any()
    assert judge.silent(START + 4 * SECOND).all()
    now = START + 4 * SECOND
    assert told(judge.mark_stale(np.array([0]), now), 1) == [(DATA, "NORMAL", "STALE", now)]
    assert len(judge.mark_stale(np.array([0]), now)) == 0
    assert feed(judge, 5.0, start=6) == [(DATA, "STALE", "NORMAL", 6)]


def test_a_point_that_never_spoke_is_not_silent() -> None:
    assert not engine().silent(START + 10**9).any()


def test_silence_before_somebody_listened_does_not_count() -> None:
    judge = engine()
    feed(judge, 5.0)
    later = START + 100 * SECOND
    assert not judge.silent(later, since_us=later - SECOND).any()
    assert judge.silent(later, since_us=later - 4 * SECOND).all()


def test_a_transition_carries_the_furthest_value_so_far() -> None:
    judge = engine(limit("H", 8), limit("L", 2))
    readings = [
        (1, START + i * SECOND, v) for i, v in enumerate([8.5, 9.9, math.nan, 8.2, 7.0, 1.5, 1.9, 5.0])
    ]
    said = judge.evaluate(batch(readings))
    high, low = said.side == HIGH, said.side == LOW
    assert said.peak[high].tolist() == [8.5, 9.9]
    assert said.peak[low].tolist() == [1.5, 1.5]


def test_new_limits_keep_what_was_known_of_points_that_stay() -> None:
    judge = engine(limit("H", 8))
    feed(judge, 8.5)
    points = [PointRow(point=p, range_low=0, range_high=10, cycle_s=1) for p in (0, 1, 2)]
    judge.reload(judgement_of(points, [limit("H", 8.2)]))
    assert judge.state.levels()[1].tolist() == [0, 1, 0]
    assert feed(judge, 8.1, start=1) == [(HIGH, "H", "NORMAL", 1)]


def test_lifting_a_limit_ends_its_alarm_with_the_next_reading() -> None:
    judge = engine(limit("H", 8))
    feed(judge, 9.0)
    judge.reload(judgement_of([PointRow(point=1, range_low=0, range_high=10, cycle_s=1)], []))
    assert feed(judge, 9.0, start=1) == [(HIGH, "H", "NORMAL", 1)]


VALUES = st.sampled_from([0.4, 0.9, 1.05, 1.2, 5.0, 7.7, 7.9, 8.1, 8.9, 9.1, 10.9, 11.1, math.nan])
DELAYS = st.sampled_from([0.0, 1.0, 2.5])
PLACES = {"LL": 0.5, "L": 1.0, "H": 8.0, "HH": 9.0}
KINDS, DEADBANDS = st.sampled_from(list(PLACES)), st.sampled_from([0, 0.15, 0.5])


@st.composite
def any_limit(draw: st.DrawFn) -> LimitRow:
    kind, deadband, on_s, off_s = draw(KINDS), draw(DEADBANDS), draw(DELAYS), draw(DELAYS)
    needed = draw(st.integers(1, 3))
    return limit(
        kind, PLACES[kind], deadband=deadband, on_delay_s=on_s, off_delay_s=off_s, min_consecutive=needed
    )


LIMITS = st.lists(any_limit(), unique_by=lambda row: row.kind, max_size=4)
STEPS = st.lists(st.tuples(st.sampled_from([1, 1, 1, 2, 3]), VALUES), max_size=40)


def with_times(steps: list[tuple[int, float]]) -> list[tuple[int, int, float]]:
    times = np.cumsum(np.array([gap for gap, _ in steps], int)).tolist()
    return [(1, START + second * SECOND, value) for second, (_, value) in zip(times, steps, strict=True)]


def cut(readings: list[tuple[int, int, float]], cuts: list[int]) -> list[list[tuple[int, int, float]]]:
    edges = sorted({0, len(readings), *(c % (len(readings) + 1) for c in cuts)})
    return [readings[a:b] for a, b in pairwise(edges)]


@settings(max_examples=300)
@given(LIMITS, STEPS, st.lists(st.integers(0, 100), max_size=6))
def test_arrays_and_the_simple_reading_agree_however_the_stream_is_cut(
    limits: list[LimitRow], steps: list[tuple[int, float]], cuts: list[int]
) -> None:
    readings = with_times(steps)
    simple = ScalarPoint(PointRow(point=1, range_low=0, range_high=10, cycle_s=1), limits)
    for _, ts, value in readings:
        simple.read(ts, value)
    judge = engine(*limits)
    said = [one for part in cut(readings, cuts) for one in told(judge.evaluate(batch(part)), 1)]
    assert said == simple.said
    assert tuple(judge.state.levels()[0].tolist()) == simple.status()


@settings(max_examples=300)
@given(
    LIMITS, st.lists(VALUES, min_size=1, max_size=20), st.lists(st.integers(0, 100), max_size=12), st.data()
)
def test_out_of_order_within_two_cycles_ends_as_if_in_order(
    limits: list[LimitRow], values: list[float], cuts: list[int], data: st.DataObject
) -> None:
    readings = [(1, START + i * SECOND, value) for i, value in enumerate(values)]
    ordered = engine(*limits)
    ordered.evaluate(batch(readings))
    delay = data.draw(st.lists(st.sampled_from([0, 0, 1, 2]), min_size=len(values), max_size=len(values)))
    shuffled = [readings[i] for i in sorted(range(len(values)), key=lambda i: (i + delay[i], i))]
    judge = engine(*limits)
    for part in cut(shuffled, cuts):
        judge.evaluate(batch(part))
    assert judge.state.levels().tolist() == ordered.state.levels().tolist()
    assert judge.state.now.onset.tolist() == ordered.state.now.onset.tolist()
    assert judge.state.now.active.tolist() == ordered.state.now.active.tolist()


@given(LIMITS, STEPS, st.lists(st.integers(0, 100), max_size=6), st.lists(st.integers(0, 39), max_size=6))
def test_what_is_said_always_leads_to_where_it_stands(
    limits: list[LimitRow], steps: list[tuple[int, float]], cuts: list[int], swaps: list[int]
) -> None:
    readings = with_times(steps)
    for i in swaps:
        if i + 1 < len(readings):
            readings[i], readings[i + 1] = readings[i + 1], readings[i]
    judge = engine(*limits)
    heard = [0, 0, 0]
    for part in cut(readings, cuts):
        said = judge.evaluate(batch(part))
        for side, before, after in zip(
            said.side.tolist(), said.before.tolist(), said.after.tolist(), strict=True
        ):
            assert heard[side] == before
            heard[side] = after
    assert heard == judge.state.levels()[0].tolist()


def test_many_points_are_judged_each_by_its_own_limits() -> None:
    points = [PointRow(point=p, range_low=0, range_high=10, cycle_s=1) for p in range(50)]
    limits = [LimitRow(point=p, kind="H", value=p / 10) for p in range(50)]
    judge = Engine(judgement_of(points, limits))
    said = judge.evaluate(batch([(p, START, 2.45) for p in reversed(range(50))]))
    assert said.point.tolist() == list(range(25))


def test_a_clock_far_ahead_does_not_shut_later_readings_out() -> None:
    judge = engine(limit("H", 8))
    judge.evaluate(batch([(1, START + 86_400 * SECOND, 5.0)], arrived_us=START))
    assert judge.state.last_quality.tolist() == [1]
    assert feed(judge, 9.0, start=1) == [(HIGH, "NORMAL", "H", 1)]


def test_hh_brings_h_with_it_whatever_the_delay_of_h() -> None:
    judge = engine(limit("H", 8, on_delay_s=60), limit("HH", 9))
    assert feed(judge, 9.5, 8.5, 7.0) == [
        (HIGH, "NORMAL", "HH", 0), (HIGH, "HH", "H", 1), (HIGH, "H", "NORMAL", 2),
    ]  # fmt: skip


@settings(max_examples=300)
@given(LIMITS, STEPS, st.lists(st.integers(-40, 40), max_size=40), st.lists(st.integers(0, 100), max_size=6))
def test_how_arrivals_are_cut_into_batches_makes_no_difference_to_what_is_too_late(
    limits: list[LimitRow], steps: list[tuple[int, float]], shifts: list[int], cuts: list[int]
) -> None:
    readings = with_times(steps)
    # Far behind: beyond any window, so that cutting must not let them in.
    for i, shift in enumerate(shifts[: len(readings)]):
        if shift < -37:
            readings[i] = (1, readings[i][1] + (shift - 100) * SECOND, 9.9)
    whole, pieces = engine(*limits), engine(*limits)
    whole.evaluate(batch(readings))
    for part in cut(readings, cuts):
        pieces.evaluate(batch(part))
    assert pieces.state.levels().tolist() == whole.state.levels().tolist()
    assert pieces.state.now.onset.tolist() == whole.state.now.onset.tolist()
    assert pieces.state.last_ts.tolist() == whole.state.last_ts.tolist()


@settings(max_examples=200)
@given(LIMITS, STEPS, st.lists(st.integers(0, 100), max_size=3))
def test_many_readings_at_once_leave_exactly_what_one_after_the_other_leaves(
    limits: list[LimitRow], steps: list[tuple[int, float]], cuts: list[int]
) -> None:
    readings = with_times(steps)
    deep, single = engine(*limits), engine(*limits)
    told_deep = [deep.evaluate(batch(part)) for part in cut(readings, cuts)]
    told_single = [single.evaluate(batch([reading])) for reading in readings]
    for name in ("now", "base"):
        for field in ("active", "since", "count", "onset"):
            one, two = (getattr(getattr(e.state, name), field) for e in (deep, single))
            assert one.tolist() == two.tolist(), (name, field)
    rings = [late.ring_rows(each.state, np.array([0])).ts.tolist() for each in (deep, single)]
    assert rings[0] == rings[1]
    assert deep.state.base_ts.tolist() == single.state.base_ts.tolist()
    facts = [
        [row for said in told for row in zip(said.side, said.ts, said.onset, said.peak, strict=True)]
        for told in (told_deep, told_single)
    ]
    one, other = (np.array(sorted(map(tuple, rows)), float) for rows in facts)
    np.testing.assert_array_equal(one, other)


def test_a_flood_of_readings_of_one_alarming_point_is_judged_at_once() -> None:
    judge = engine(limit("H", 8, off_delay_s=5), cycle_s=60)
    readings = [(1, START + i * 1000, 9.0 if i % 7 else 5.0) for i in range(50_000)]
    said = told(judge.evaluate(batch(readings)), 1)
    assert [(side, was, now) for side, was, now, _ in said] == [(HIGH, "NORMAL", "H")]


def test_a_late_reading_in_its_place_takes_back_what_was_said() -> None:
    judge = engine(limit("H", 8, on_delay_s=2))
    assert feed(judge, 9.0) == []
    assert feed(judge, 9.0, start=2) == [(HIGH, "NORMAL", "H", 2)]
    assert [row[:3] for row in feed(judge, 5.0, start=1)] == [(HIGH, "H", "NORMAL")]
    assert judge.state.levels().tolist() == [[0, 0, 0]]


@settings(max_examples=200)
@given(
    LIMITS, STEPS, st.lists(st.integers(0, 100), max_size=6), st.lists(st.integers(0, 39), max_size=6),
    st.lists(st.integers(0, 100), max_size=4),
)  # fmt: skip
def test_batches_given_in_turn_say_the_same_however_many_are_given_at_a_time(
    limits: list[LimitRow],
    steps: list[tuple[int, float]],
    cuts: list[int],
    swaps: list[int],
    hands: list[int],
) -> None:
    readings = with_times(steps)
    for i in swaps:
        if i + 1 < len(readings):
            readings[i], readings[i + 1] = readings[i + 1], readings[i]
    batches = [batch(part) for part in cut(readings, cuts)]
    one, many = engine(*limits), engine(*limits)
    alone = [row for each in batches for row in told(one.evaluate(each), 1)]
    edges = sorted({0, len(batches), *(hand % (len(batches) + 1) for hand in hands)})
    together = [row for a, b in pairwise(edges) for row in told(many.evaluate_in_turn(batches[a:b]), 1)]
    assert together == alone
