from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from anlan.project.bench import alarms
from anlan.project.bench.figures import Figure


class Fake:
    """A platform in which the gateway took 34,106 readings and every crossing but one was seen."""

    taken = 0.0

    @contextmanager
    def simulator(self, *_: str) -> Iterator[None]:
        yield

    def metric(self, *_: str) -> float:
        self.taken += 34_106
        return self.taken


def test_figures_are_percentiles_of_all_crossings_and_a_lost_one_is_a_missed_goal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def platform(*_: object, **__: object) -> Iterator[Fake]:
        yield Fake()

    async def latencies(_: object, codes: Sequence[str], __: int) -> list[float]:
        return [0.001 * (1 + i) for i in range(len(codes) - 1)]

    monkeypatch.setattr(alarms, "platform", platform)
    monkeypatch.setattr(alarms, "WARM_S", 0)
    monkeypatch.setattr(alarms, "gas_points", lambda _, count, seed: [str(i + seed) for i in range(count)])
    monkeypatch.setattr(alarms, "_latencies", latencies)
    figures: list[Figure] = alarms.run(quick=True, progress=lambda _: None)
    values = {figure.name: figure for figure in figures}
    assert values["reading to live page, p50"].value == pytest.approx(30)
    assert values["reading to live page, p99"].value == pytest.approx(59)
    assert values["crossings seen"].ok is False
    assert values["meanwhile over MQTT"].ok is True
