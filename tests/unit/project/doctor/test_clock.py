from datetime import UTC, datetime, timedelta

import pytest

from anlan.project.doctor.clock import check_synchronisation, judge_clock, judge_synchronisation
from anlan.project.doctor.findings import Level

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("off_s", [-3, 3, 86_400])
def test_clocks_apart_are_an_error_with_the_difference(off_s: int) -> None:
    finding = judge_clock("database", NOW, NOW + timedelta(seconds=off_s))
    assert finding.level is Level.ERROR
    assert f"{off_s:+.1f} s" in finding.english


def test_clocks_that_agree_are_fine() -> None:
    assert judge_clock("broker", NOW, NOW + timedelta(seconds=1)).level is Level.FINE


def test_an_unkept_clock_is_a_warning() -> None:
    assert judge_synchronisation(5).level is Level.WARNING
    assert judge_synchronisation(0).level is Level.FINE
    assert judge_synchronisation(-1).level is Level.FINE


def test_the_kernel_answers() -> None:
    assert check_synchronisation().check == "clock-ntp"
