import numpy as np
import pytest
from tests.support.counties import COUNTIES

from anlan.simulation.aiming import Targets
from anlan.simulation.catalogue import Province
from anlan.simulation.faults import Fault, Kind
from anlan.simulation.province import Size, build_province
from anlan.simulation.signals import Signals

START_S = 1.78e9


@pytest.fixture(scope="module")
def province() -> Province:
    return build_province(COUNTIES, seed=2, size=Size(20, 10, 800))


@pytest.fixture
def signals(province: Province) -> Signals:
    return Signals.of(province, seed=5)


def run(signals: Signals, steps: int, step_s: float = 10) -> np.ndarray:
    return np.array([signals.sample(0, len(signals), START_S + k * step_s).values for k in range(steps)])


def test_the_same_seed_gives_the_same_values(province: Province, signals: Signals) -> None:
    assert np.array_equal(run(signals, 20), run(Signals.of(province, seed=5), 20))
    assert not np.array_equal(run(Signals.of(province, seed=5), 20), run(Signals.of(province, seed=6), 20))


def test_values_lie_in_the_range_at_the_resolution(province: Province, signals: Signals) -> None:
    values = run(signals, 50)
    for column, point in zip(values.T, province.points, strict=True):
        assert point.range_low <= column.min()
        assert column.max() <= point.range_high
        assert np.allclose(column * 10**point.decimals, np.rint(column * 10**point.decimals), atol=1e-6)


def test_noise_is_autoregressive(province: Province, signals: Signals) -> None:
    gas = [i for i, p in enumerate(province.points) if p.quantity == "GT-F"]
    signals.scale[:] = 1e9
    signals.base += 10
    values = run(signals, 3000)[:, gas]
    centred = values - values.mean(axis=0)
    correlation = (centred[1:] * centred[:-1]).mean(axis=0) / centred.var(axis=0)
    assert np.median(correlation) == pytest.approx(np.exp(-10 / 135), abs=0.05)
    assert values.std(axis=0).mean() == pytest.approx(0.5, rel=0.1)


def test_two_levels_of_a_tank_agree_but_for_bias_and_noise(province: Province, signals: Signals) -> None:
    values = run(signals, 30)
    pairs: dict[str, list[int]] = {}
    for index, point in enumerate(province.points):
        if point.quantity == "LT":
            pairs.setdefault(point.tank_code, []).append(index)
    tank_pairs = [pair for pair in pairs.values() if len(pair) == 2]
    assert len(tank_pairs) > 50
    for a, b in tank_pairs:
        assert np.abs(values[:, a] - values[:, b]).max() < 0.015 * province.points[a].range_high


def test_a_part_shows_the_same_process_as_the_whole(province: Province, signals: Signals) -> None:
    signals.noise[:] = 0
    whole = signals.sample(0, len(signals), START_S).values
    assert np.array_equal(signals.sample(100, 140, START_S).values, whole[100:140])


def test_the_process_can_run_faster_than_the_clock(signals: Signals) -> None:
    signals.noise[:] = 0
    later = signals.sample(0, len(signals), START_S + 3600).values
    fast = signals.sample(0, len(signals), START_S + 3601, process_s=START_S + 3600).values
    assert np.array_equal(fast, later)


def test_a_fault_shows_in_the_values(province: Province, signals: Signals) -> None:
    targets = Targets.of(province)
    signals.effects.add(targets.aim(Fault(Kind.STEP, province.points[3].code, START_S + 15, 100)))
    signals.effects.add(targets.aim(Fault(Kind.BAD, province.points[9].code, START_S + 15, 100)))
    limit = next(x.value for x in province.points[3].limits if x.kind == "H")
    before, during = (signals.sample(0, len(signals), START_S + t) for t in (10, 40))
    assert before.values[3] < limit < during.values[3]
    assert before.valid.all()
    assert np.flatnonzero(~during.valid).tolist() == [9]
