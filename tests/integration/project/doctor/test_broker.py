from datetime import UTC, datetime

from anlan.bus.jetstream import BusSettings
from anlan.project.doctor import broker
from anlan.project.doctor.findings import Finding, Level
from anlan.project.runtime.ports import free_port

NOW = datetime(2026, 11, 24, tzinfo=UTC)


async def test_a_stopped_broker_is_told_from_none_at_all() -> None:
    stopped = await broker.meet(BusSettings(servers=[f"nats://127.0.0.1:{free_port()}"]))
    assert isinstance(stopped, Finding)
    assert stopped.level is Level.ERROR
    assert "cannot be reached" in stopped.english
    none = await broker.meet(BusSettings(servers=[""]))
    assert isinstance(none, Finding)
    assert "anlan up" in none.english


def test_streams_that_are_missing_are_named() -> None:
    finding = broker.judge_streams(broker.Streams({0: 5}, NOW, NOW), 2)
    assert finding.level is Level.ERROR
    assert "READINGS_p1" in finding.english
    assert broker.judge_streams(broker.Streams({0: 5, 1: 0}, NOW, NOW), 2).level is Level.FINE
