from tests.support.counties import COUNTIES

from anlan.simulation.catalogue import Gateway, Province, subset
from anlan.simulation.province import Size, build_province


def test_two_catalogues_add_up_in_order() -> None:
    first, second = Gateway("37050000101", "370500001", "一"), Gateway("37050000201", "370500002", "二")
    assert (Province(gateways=(first,)) + Province(gateways=(second,))).gateways == (first, second)


def test_a_subset_is_whole_enterprises() -> None:
    province = build_province(COUNTIES, seed=1, size=Size(10, 5, 300))
    part = subset(province, 3)
    kept = [e.code for e in part.enterprises]
    assert kept == [province.enterprises[i].code for i in (0, 3, 6)]
    assert part.points == tuple(p for p in province.points if p.enterprise_code in kept)
    assert {t.unit_code for t in part.tanks} <= {u.code for u in part.units}
    assert {p.device_code for p in part.points} == {g.code for g in part.gateways}
    assert subset(province, 10) is province
