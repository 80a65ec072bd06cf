from anlan.gateways.mqtt.floods import Floodgate


def test_a_burst_is_let_through_and_then_the_steady_rate() -> None:
    gate = Floodgate(rate=10, burst=100)
    assert sum(gate.admits(b"a", 0) for _ in range(500)) == 100
    assert sum(gate.admits(b"a", 1) for _ in range(500)) == 10
    assert sum(gate.admits(b"a", 1000) for _ in range(500)) == 100


def test_others_are_not_held_up() -> None:
    gate = Floodgate(rate=1, burst=1)
    assert gate.admits(b"a", 0)
    assert not gate.admits(b"a", 0)
    assert gate.admits(b"b", 0)
