import pytest
from tests.support.pages import logged_in
from tests.support.records import NOW

from anlan.telemetry.api import Insight, ProcessState, SystemReport
from anlan.telemetry.models import PartitionState

pytestmark = pytest.mark.django_db


def test_shows_what_is_not_ready_the_lag_and_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    PartitionState.objects.create(partition=0, applied_sequence=90, updated_at=NOW, owner="w1")
    report = SystemReport([ProcessState("worker-1", 7, "lag"), ProcessState("web", 8, "")], {0: 100}, 5, 100)
    monkeypatch.setattr(Insight, "report", staticmethod(lambda: report))
    page = logged_in("engineer").get("/system/").content.decode()
    for text in ("worker-1", "Not ready", "Ready", "Stands still since", ">10<", "Nearly full"):
        assert text in page


def test_says_what_to_do_when_nothing_runs() -> None:
    client = logged_in("engineer")
    assert "Start the platform with `anlan up`" in client.get("/system/").content.decode()
    assert "<html" not in client.get("/system/", headers={"hx-request": "true"}).content.decode()


def test_is_not_for_everybody() -> None:
    assert logged_in("regulator").get("/system/").status_code == 403
