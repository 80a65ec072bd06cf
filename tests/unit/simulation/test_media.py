import pytest

from anlan.simulation.media import MEDIA, Medium


def cas_is_valid(cas: str) -> bool:
    digits = cas.replace("-", "")
    return sum(i * int(d) for i, d in enumerate(reversed(digits[:-1]), 1)) % 10 == int(digits[-1])


@pytest.mark.parametrize("medium", MEDIA.values(), ids=lambda m: m.cas)
def test_a_medium_is_consistent(medium: Medium) -> None:
    low, high, high_high = medium.temperature_limits_c
    assert cas_is_valid(medium.cas)
    assert high < high_high
    assert low is None or low < medium.storage_c - 5
    assert not medium.cooled or medium.storage_c < high - 5
    assert (medium.detector == "GT-T") == (medium.toxic_oel_ppm > 0)
    assert medium.detector_range > 2 * medium.toxic_oel_ppm


def test_liquefied_gases_are_kept_in_pressure_vessels() -> None:
    for medium in MEDIA.values():
        assert bool(medium.vapour_kpa) == (medium.shapes[0] in ("sphere", "horizontal"))
