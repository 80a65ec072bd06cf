"""History over HTTP: JSON, Arrow, files, and whose it is."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client
from pytest_django import Settings
from tests.support.points import keep_points
from tests.support.readings import NOON, batch_of
from tests.support.records import NOW, platform

from anlan.records.access.api import OrganisationSpec, UserSpec, save_organisations, save_users
from anlan.records.access.models import User
from anlan.telemetry.models import Point
from anlan.telemetry.queries.history import lake_at

pytestmark = pytest.mark.django_db
RANGE = {"since": "2025-11-24T12:00:00+08:00", "until": "2025-11-24T13:00:00+08:00"}
ARROW = {"Accept": "application/vnd.apache.arrow.stream"}


@pytest.fixture
def codes(tmp_path: Path, settings: Settings) -> list[str]:
    settings.LAKE_URL = str(tmp_path)
    codes = keep_points(1, division_codes=("370502", "370302"))
    rows = [
        (point.pk, NOON + i * 60_000_000, float("nan") if i == 1 else float(i), 0)
        for point in Point.objects.all()
        for i in range(3)
    ]
    lake_at(settings.LAKE_URL).append(0, batch_of(rows), 1)
    return codes


@pytest.fixture
def regulator(client: Client) -> Client:
    bureau = OrganisationSpec(code="B", name="局", kind="emergency", division_code="370500")
    save_organisations(specs=[bureau], actor=platform(), now=NOW)
    user = UserSpec(username="u", full_name="U", organisation_code="B", roles=("regulator",))
    save_users(specs=[user], actor=platform(), now=NOW)
    client.force_login(User.objects.get())
    return client


def test_steps_come_as_columns(regulator: Client, codes: list[str]) -> None:
    body = regulator.get(f"/api/v1/points/{codes[0]}/history", RANGE | {"buckets": "60"}).json()
    assert body == {
        "point": codes[0],
        "unit": "m",
        "width_ms": 60_000,
        "t": [NOON / 1000, NOON / 1000 + 120_000],
        "min": [0.0, 2.0],
        "mean": [0.0, 2.0],
        "max": [0.0, 2.0],
        "last": [0.0, 2.0],
        "n": [1, 1],
    }


def test_readings_come_as_columns_and_no_number_is_null(regulator: Client, codes: list[str]) -> None:
    body = regulator.get(f"/api/v1/points/{codes[0]}/readings", RANGE | {"limit": "2"}).json()
    assert body["value"] == [0.0, None]
    assert body["t"] == [NOON / 1000, NOON / 1000 + 60_000]
    assert body["quality"] == [0, 0]


@pytest.mark.parametrize(("path", "rows"), [("history", 2), ("readings", 3)])
def test_arrow_comes_to_who_asks_for_it(regulator: Client, codes: list[str], path: str, rows: int) -> None:
    answer = regulator.get(f"/api/v1/points/{codes[0]}/{path}", RANGE, headers=ARROW)
    assert answer["Content-Type"] == ARROW["Accept"]
    assert pa.ipc.open_stream(answer.content).read_all().num_rows == rows


def test_exports_a_file(regulator: Client, codes: list[str]) -> None:
    answer: Any = regulator.get(f"/api/v1/points/{codes[0]}/export", RANGE)
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 4
    assert codes[0] in answer["Content-Disposition"]
    arrow: Any = regulator.get(f"/api/v1/points/{codes[0]}/export", RANGE | {"format": "arrow"})
    assert pa.ipc.open_stream(b"".join(arrow.streaming_content)).read_all().num_rows == 3


@pytest.mark.parametrize("path", ["history", "readings", "export"])
def test_points_out_of_scope_are_not_found(regulator: Client, codes: list[str], path: str) -> None:
    assert regulator.get(f"/api/v1/points/{codes[1]}/{path}", RANGE).status_code == 404


@pytest.mark.parametrize("path", ["history", "readings", "export"])
@pytest.mark.parametrize(
    "asked",
    [
        {"since": RANGE["until"], "until": RANGE["since"]},
        {"since": "2025-11-24T12:00:00", "until": RANGE["until"]},
        {"since": RANGE["since"]},
        RANGE | {"buckets": "1", "limit": "0", "format": "xml"},
    ],
)
def test_nonsense_is_refused_as_a_problem(
    regulator: Client, codes: list[str], path: str, asked: dict[str, str]
) -> None:
    answer = regulator.get(f"/api/v1/points/{codes[0]}/{path}", asked)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
