import pytest

from anlan.project.bench import evaluation
from anlan.project.bench.evaluation import evaluated_a_second
from anlan.telemetry.evaluation.engine import Engine


def test_it_measures_a_rate() -> None:
    assert evaluated_a_second(500, 10) > 1000


def test_a_rule_that_finds_nothing_is_no_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "evaluate", lambda *_: [])
    with pytest.raises(RuntimeError, match="of nothing"):
        evaluated_a_second(200, 10)


def test_ours_and_the_peers_rule_find_the_same_alarms() -> None:
    """Otherwise the ratio would compare different work."""
    from anlan.project.bench.bytewax_peer import Rule, State  # noqa: PLC0415

    rule, state, peer = Rule(), State(), 0
    for cycle in range(evaluation.WARM_CYCLES + 20):
        value = 90.0 if cycle % 8 < 4 else 50.0
        state, found = rule.apply(state, (60.0 * (1 + cycle), value))
        peer += len(found)
    ours = changes(points=100, cycles=20)
    assert ours == peer > 0


def changes(*, points: int, cycles: int) -> int:
    """Count the changes of status of the one point in a hundred that crosses."""
    total = 0
    evaluate = Engine.evaluate

    def counting(self: Engine, batch: object) -> object:
        nonlocal total
        found = evaluate(self, batch)  # type: ignore[arg-type]
        total += len(found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "evaluate", counting)
        evaluated_a_second(points, cycles)
    return total
