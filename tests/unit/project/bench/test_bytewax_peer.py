import math

import pytest

from anlan.project.bench import bytewax_peer
from anlan.project.bench.bytewax_peer import Rule, State


def transitions(*readings: tuple[float, float]) -> list[str]:
    rule, state, found = Rule(max_rate=1000), None, []
    for reading in readings:
        state, new = rule.apply(state, reading)
        found += new
    return found


def test_an_alarm_waits_for_its_delay_and_clears_by_the_deadband() -> None:
    assert transitions((0, 90), (59, 90)) == []
    assert transitions((0, 90), (60, 90), (61, 81), (62, 79)) == ["H raised", "H returned"]
    assert transitions((0, 90), (30, 84), (31, 90), (90, 90)) == []


def test_it_escalates_on_both_sides() -> None:
    assert transitions((0, 95), (60, 95)) == ["HH raised", "H raised"]
    assert transitions((0, 5), (60, 5), (61, 14), (62, 21)) == [
        "LL raised",
        "L raised",
        "LL returned",
        "L returned",
    ]


def test_what_cannot_be_believed_is_not_judged() -> None:
    rule, state = Rule(), State(last_s=10, last_value=50)
    for reading in ((11, math.nan), (11, 120), (9, 50), (11, 60)):
        assert rule.apply(state, reading) == (state, [])
        assert state.last_s == 10
    rule.apply(state, (11, 54))
    assert state.last_value == 54


def test_without_bytewax_there_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytewax_peer, "find_spec", {}.get)
    assert bytewax_peer.readings_a_second(10, 10) is None


def test_it_measures_where_bytewax_is_installed() -> None:
    pytest.importorskip("bytewax.dataflow")
    rate = bytewax_peer.readings_a_second(200, 20)
    assert rate is not None
    assert rate > 1000
