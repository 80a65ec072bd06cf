import numpy as np
import pytest

from anlan.simulation.weather import daily_mean_c, diurnal, plume, wind

NEW_YEAR_S = 1_767_225_600.0  # 2026-01-01T00:00Z
JULY_S = NEW_YEAR_S + 199 * 86_400


def test_july_is_warm_and_january_cold() -> None:
    assert daily_mean_c(JULY_S) == pytest.approx(26.5, abs=0.5)
    assert daily_mean_c(NEW_YEAR_S + 17 * 86_400) == pytest.approx(0.5, abs=0.5)


def test_it_is_warmest_in_the_shanghai_afternoon() -> None:
    assert diurnal(NEW_YEAR_S + 6.5 * 3600) == pytest.approx(1)
    assert diurnal(NEW_YEAR_S + 18.5 * 3600) == pytest.approx(-1)
    assert diurnal(NEW_YEAR_S + 10.5 * 3600, lag_s=4 * 3600) == pytest.approx(1)


def test_the_wind_never_stops_and_veers() -> None:
    speeds, directions = np.array([wind(NEW_YEAR_S + t, 118.0) for t in range(0, 10_800, 60)]).T
    assert speeds.min() >= 1.5
    assert speeds.max() <= 4.5
    assert np.ptp(np.unwrap(directions)) > 1


def test_a_plume_goes_where_the_wind_blows() -> None:
    east, north = np.array([10.0, 40.0, -10.0, 10.0]), np.array([0.0, 0.0, 0.0, 20.0])
    shape = plume(east, north, np.pi / 2)
    assert shape[0] == 1
    assert 0 < shape[1] < 1
    assert shape[2] == 0
    assert shape[3] < shape[1]


def test_with_all_detectors_upwind_the_nearest_sees_it() -> None:
    assert plume(np.array([-30.0, -8.0]), np.array([0.0, 0.0]), np.pi / 2).tolist() == [0, 1]
