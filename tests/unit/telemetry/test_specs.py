import pytest

from anlan.telemetry.specs import InvalidPointError, LimitSpec, check_limits


def limits(**values: float) -> list[LimitSpec]:
    return [LimitSpec(kind=kind, value=value) for kind, value in values.items()]


@pytest.mark.parametrize("good", [{}, {"H": 5}, {"LL": 0, "L": 1, "H": 9, "HH": 10}, {"HH": 3, "LL": 2}])
def test_takes_limits_in_order_within_the_range(good: dict[str, float]) -> None:
    check_limits("P", 0, 10, limits(**good))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"H": 10.1}, "outside the range"),
        ({"LL": -0.1}, "outside the range"),
        ({"H": 5, "HH": 5}, "must lie below"),
        ({"L": 6, "H": 5}, "must lie below"),
        ({"X": 5}, "limits must be some of"),
    ],
)
def test_refuses_limits_that_contradict(bad: dict[str, float], why: str) -> None:
    with pytest.raises(InvalidPointError, match=why):
        check_limits("P", 0, 10, limits(**bad))


def test_refuses_an_empty_range() -> None:
    with pytest.raises(InvalidPointError, match="is empty"):
        check_limits("P", 5, 5, [])


def test_refuses_the_same_limit_twice() -> None:
    with pytest.raises(InvalidPointError, match="each once"):
        check_limits("P", 0, 10, [LimitSpec(kind="H", value=1), LimitSpec(kind="H", value=2)])


@pytest.mark.parametrize(
    "bad",
    [
        LimitSpec(kind="H", value=1, deadband=-1),
        LimitSpec(kind="H", value=1, on_delay_s=-1),
        LimitSpec(kind="H", value=1, off_delay_s=-1),
        LimitSpec(kind="H", value=1, min_consecutive=0),
    ],
)
def test_refuses_negative_delays(bad: LimitSpec) -> None:
    with pytest.raises(InvalidPointError, match="cannot be negative"):
        check_limits("P", 0, 10, [bad])
