from types import SimpleNamespace
from typing import Any

import pytest

from anlan.project.wiring import web
from anlan.telemetry.api import IngestPort, Inlets, Insight, Outlets, SystemReport


@pytest.fixture(autouse=True)
def _ports_stay_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    for port, name in [(Inlets, "broadcast"), (Insight, "report"), (Outlets, "alarms"), (Outlets, "points")]:
        monkeypatch.setattr(port, name, staticmethod(getattr(port, name)))
    for name in ("log", "partitions"):
        monkeypatch.setattr(IngestPort, name, getattr(IngestPort, name))


def test_fills_every_port_of_the_web_process(monkeypatch: pytest.MonkeyPatch) -> None:
    thread: Any = SimpleNamespace(bus=None, loop=None)
    asked: list[object] = []

    def report(through: object) -> SystemReport:
        asked.append(through)
        return SystemReport(disk_total=7)

    monkeypatch.setattr(web, "BusThread", lambda _: thread)
    monkeypatch.setattr(web, "report_through", report)
    assert web.wire_web() is thread
    assert Inlets.broadcast is web.open_broadcast
    assert Insight.report() == SystemReport(disk_total=7)
    assert asked == [thread]
    assert IngestPort.log is not None
