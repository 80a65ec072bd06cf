import numpy as np
import pytest

from anlan.simulation.faults import Effect, Effects, Fault, Kind, UnknownFaultError, parse_fault


def effect(how: str, points: list[int], *, rise_s: float = 10, goal: float = 100) -> Effect:
    count = len(points)
    return Effect(how, np.array(points, np.intp), np.full(count, 1000.0), np.full(count, goal), 100, rise_s)


def shown(effects: Effects, t_s: float, first: int = 0, count: int = 4) -> tuple[list[float], list[bool]]:
    values, valid = np.arange(first, first + count, dtype=float), np.ones(count, bool)
    effects.apply(first, values, valid, t_s)
    return values.tolist(), valid.tolist()


def test_a_pull_rises_stays_and_falls_back() -> None:
    effects = Effects.none()
    effects.add(effect("pull", [1]))
    assert [
        shown(effects, t)[0][1] for t in (999, 1000, 1005, 1010, 1050, 1090, 1100, 1200)
    ] == pytest.approx([1, 1, 50.5, 100, 100, 50.5, 1, 1])


def test_only_its_points_change_also_in_a_part() -> None:
    effects = Effects.none()
    effects.add(effect("pull", [1, 5]))
    assert shown(effects, 1050) == ([0, 100, 2, 3], [True] * 4)
    assert shown(effects, 1050, first=4)[0] == [4, 100, 6, 7]
    assert shown(effects, 1050, first=8)[0] == [8, 9, 10, 11]
    assert shown(effects, 1050, first=2, count=2)[0] == [2, 3]


def test_a_frozen_point_keeps_its_first_value() -> None:
    effects = Effects.none()
    effects.add(effect("freeze", [1]))
    values, valid = np.array([0.0, 7.0]), np.ones(2, bool)
    effects.apply(0, values, valid, 1001)
    assert [shown(effects, t)[0][1] for t in (1002, 1099, 1101)] == [7, 7, 1]


def test_a_spike_is_one_sample() -> None:
    effects = Effects.none()
    effects.add(effect("once", [2]))
    assert [shown(effects, t)[0][2] for t in (999, 1003, 1004)] == [2, 100, 2]


def test_an_invalid_point_is_said_to_be_so() -> None:
    effects = Effects.none()
    effects.add(effect("invalid", [0]))
    assert shown(effects, 1001)[1] == [False, True, True, True]
    assert shown(effects, 1101)[1] == [True] * 4


def test_what_is_over_is_forgotten() -> None:
    effects = Effects.none()
    for how in ("freeze", "once", "pull"):
        effects.add(effect(how, [1]))
    shown(effects, 1001)
    effects.forget(1099)
    assert len(effects.active) == 3
    effects.forget(1100)
    assert (effects.active, effects.frozen, effects.spent) == ([], {}, set())


def test_a_fault_is_read_from_words() -> None:
    assert parse_fault("leak:37050000100101", now_s=5) == Fault(Kind.LEAK, "37050000100101", 5, 900)
    assert parse_fault("step:12:3:low2\n", now_s=5) == Fault(Kind.STEP, "12", 5, 180, 2, "low")


@pytest.mark.parametrize(
    "words",
    ["", "leak", "leak:", "melt:12", "step:12:soon", "step:12:3:up", "step:12:-1", "step:1:2:high1:5"],
)
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(UnknownFaultError):
        parse_fault(words, now_s=5)
