from collections import Counter

import numpy as np
import pytest
from tests.support.counties import COUNTIES

from anlan.simulation.aiming import Targets
from anlan.simulation.catalogue import Province
from anlan.simulation.faults import Kind
from anlan.simulation.province import build_province
from anlan.simulation.schedule import MIX, OPENING_S, Schedule
from anlan.simulation.signals import Signals

START_S = 1.78e9


@pytest.fixture(scope="module")
def province() -> Province:
    return build_province(COUNTIES, seed=1)


@pytest.fixture(scope="module")
def schedule(province: Province) -> Schedule:
    return Schedule.of(province, seed=1)


def test_shares_of_the_mix_add_up() -> None:
    assert sum(MIX.values()) == pytest.approx(1)


def test_a_time_has_the_same_faults_however_it_is_asked_for(schedule: Schedule) -> None:
    whole = schedule.starting(START_S, START_S + 7200)
    pieces = [f for k in range(720) for f in schedule.starting(START_S + 10 * k, START_S + 10 * k + 10)]
    assert pieces == whole
    assert len(whole) > 30


def test_another_seed_has_other_faults(province: Province, schedule: Schedule) -> None:
    other = Schedule.of(province, seed=2)
    assert other.starting(START_S, START_S + 7200) != schedule.starting(START_S, START_S + 7200)


def test_every_kind_occurs_and_can_be_aimed(province: Province, schedule: Schedule) -> None:
    targets = Targets.of(province)
    faults = schedule.starting(START_S, START_S + 7 * 86_400)
    assert set(Counter(f.kind for f in faults)) == set(MIX)
    for fault in faults:
        if fault.kind is not Kind.OFFLINE:
            assert len(targets.aim(fault).points)


def test_a_demonstration_begins_with_leaks_in_the_first_half_minute(schedule: Schedule) -> None:
    faults = schedule.opening(START_S)
    assert [f.start_s - START_S for f in faults] == list(OPENING_S)
    assert {(f.kind, f.severity) for f in faults} == {(Kind.LEAK, 2)}


def test_a_plant_without_tanks_has_no_leaks() -> None:
    bare = Schedule(1, ["3705000010101001"], (), (), (), (), intensity=5000)
    assert bare.opening(START_S) == []
    kinds = {fault.kind for fault in bare.starting(START_S, START_S + 86_400)}
    assert kinds == {Kind.STEP, Kind.DRIFT, Kind.BAD, Kind.STUCK}


def test_the_alarm_rate_is_the_published_one(province: Province, schedule: Schedule) -> None:
    """About 30,000 a month: 250 in six hours, counted with deadbands and delays as the worker does."""
    raised, hours = count_alarms(province, schedule, hours=6), 6
    assert 30_000 * hours / 720 == 250
    assert 200 < raised < 300


def test_without_faults_there_is_no_alarm_in_any_season(province: Province) -> None:
    for start_s in (1.7670e9, 1.7747e9, 1.7824e9, 1.7905e9):
        assert count_alarms(province, None, hours=24, step_s=600, start_s=start_s) == 0


def count_alarms(
    province: Province, schedule: Schedule | None, *, hours: int, step_s: float = 10, start_s: float = START_S
) -> int:
    signals, targets = Signals.of(province, seed=1), Targets.of(province)
    judge, raised = Judge(province), 0
    for t in np.arange(start_s, start_s + hours * 3600, step_s):
        for fault in schedule.starting(t, t + step_s) if schedule else ():
            if fault.kind is not Kind.OFFLINE:
                signals.effects.add(targets.aim(fault))
        signals.effects.forget(t)
        readings = signals.sample(0, len(signals), t)
        raised += judge.newly_raised(np.where(readings.valid, readings.values, np.nan), t)
    return raised


class Judge:
    """Counts alarms by side as hazchem.md 2.5 says: strict crossing, on-delay, return by the deadband."""

    def __init__(self, province: Province) -> None:
        def column(kind: str, field: str, default: float) -> np.ndarray:
            return np.array(
                [
                    next((getattr(x, field) for x in p.limits if x.kind == kind), default)
                    for p in province.points
                ]
            )

        self.limits = {"H": column("H", "value", np.inf), "L": column("L", "value", -np.inf)}
        self.deadbands = {kind: column(kind, "deadband", 0) for kind in "HL"}
        self.delays = {kind: column(kind, "on_delay_s", 0) for kind in "HL"}
        self.beyond_since = {kind: np.full(len(province.points), np.inf) for kind in "HL"}
        self.active = {kind: np.zeros(len(province.points), bool) for kind in "HL"}

    def newly_raised(self, values: np.ndarray, t: float) -> int:
        raised = 0
        for kind, sign in (("H", 1), ("L", -1)):
            excess = sign * (values - self.limits[kind])
            since = self.beyond_since[kind]
            since[:] = np.where(excess > 0, np.minimum(since, t), np.inf)
            new = (excess > 0) & (t - since >= self.delays[kind]) & ~self.active[kind]
            self.active[kind] = (self.active[kind] | new) & ~(excess < -self.deadbands[kind])
            raised += int(new.sum())
        return raised
