from anlan.simulation.catalogue import Gateway, Province


def test_two_catalogues_add_up_in_order() -> None:
    first, second = Gateway("37050000101", "370500001", "一"), Gateway("37050000201", "370500002", "二")
    assert (Province(gateways=(first,)) + Province(gateways=(second,))).gateways == (first, second)
