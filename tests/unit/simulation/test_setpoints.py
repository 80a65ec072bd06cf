import pytest

from anlan.simulation.catalogue import Tank
from anlan.simulation.media import MEDIA
from anlan.simulation.plant import VOLUMES_M3
from anlan.simulation.setpoints import liquefied_high_mpa, setting_for


def tank(cas: str, shape: str) -> Tank:
    volume, height = VOLUMES_M3[shape][0]
    return Tank("1", "1", "T", shape, MEDIA[cas].name, cas, volume, height, 118, 37)


CASES = [
    (quantity, tank(medium.cas, shape))
    for medium in MEDIA.values()
    for shape in medium.shapes
    for quantity in ("LT", "TT", "PT", medium.detector)
]


@pytest.mark.parametrize(("quantity", "vessel"), CASES, ids=lambda c: getattr(c, "cas", c))
def test_limits_rise_within_the_range(quantity: str, vessel: Tank) -> None:
    setting = setting_for(quantity, vessel)
    kinds = [limit.kind for limit in setting.limits]
    values = [limit.value for limit in setting.limits]
    assert kinds == [k for k in ("LL", "L", "H", "HH") if k in kinds]
    assert values == sorted(set(values))
    assert setting.range_low <= values[0]
    assert values[-1] <= setting.range_high
    assert {"H", "HH"} <= set(kinds)


def test_flammable_gas_alarms_at_25_and_50_percent_lel() -> None:
    high, high_high = setting_for("GT-F", tank("67-56-1", "fixed_roof")).limits
    assert (high.value, high_high.value, high.deadband) == (25, 50, 3)
    assert (high.on_delay_s, high_high.on_delay_s, high.off_delay_s) == (5, 0, 60)


def test_toxic_gas_alarms_at_one_and_two_exposure_limits() -> None:
    high, high_high = setting_for("GT-T", tank("7664-41-7", "sphere")).limits
    assert (high.value, high_high.value, high.deadband) == (28.2, 56.4, 2.82)


def test_a_level_has_the_guideline_deadband_and_delay() -> None:
    setting = setting_for("LT", tank("67-56-1", "fixed_roof"))
    assert [limit.value for limit in setting.limits] == pytest.approx([0.72, 1.35, 7.65, 8.28])
    assert {(limit.deadband, limit.on_delay_s) for limit in setting.limits} == {(0.45, 60)}


def test_a_hot_day_stays_below_the_limit_of_a_liquefied_gas() -> None:
    assert liquefied_high_mpa(520) == 1.09


def test_another_quantity_is_refused() -> None:
    with pytest.raises(KeyError):
        setting_for("XX", tank("67-56-1", "fixed_roof"))
