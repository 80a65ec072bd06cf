"""Figures and their goals."""

import pytest

from anlan.project.bench.figures import at_least, at_most, percentile


def test_a_goal_is_met_up_to_its_limit() -> None:
    assert at_most("x", 5.0, "ms", 5.0).ok
    assert not at_most("x", 5.1, "ms", 5.0).ok
    assert at_least("x", 5.0, "1/s", 5.0).ok
    assert not at_least("x", 4.9, "1/s", 5.0).ok
    assert at_most("x", 1.0, "ms", 50.0).goal == "<= 50"


@pytest.mark.parametrize(("percent", "expected"), [(50, 2.0), (75, 3.0), (95, 4.0), (100, 4.0), (1, 1.0)])
def test_a_percentile_is_one_of_the_values(percent: float, expected: float) -> None:
    assert percentile([4.0, 2.0, 3.0, 1.0], percent) == expected
