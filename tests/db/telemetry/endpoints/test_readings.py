from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pytest
from django.test import AsyncClient
from django.utils import timezone
from tests.support.points import keep_points

from anlan.bus.memory import MemoryBus
from anlan.bus.port import BusUnavailableError
from anlan.contracts.readings import ReadingBatch, decode
from anlan.records.access.api import Actor, Permission
from anlan.telemetry.api import IngestPort
from anlan.telemetry.endpoints import readings as endpoint

URL = "/api/v1/readings"


class Broken:
    async def append(self, subject: str, data: bytes, *, message_id: str | None = None) -> int:
        raise BusUnavailableError(subject)


@pytest.fixture
def bus() -> Iterator[MemoryBus]:
    IngestPort.log, IngestPort.partitions = MemoryBus(partitions=1), 1
    yield IngestPort.log
    IngestPort.log = None


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let requests come from an actor whose scope a test may set."""
    scope: dict[str, Any] = {
        "division_prefix": "37",
        "enterprise_code": "",
        "permissions": [Permission.TELEMETRY_INGEST],
    }

    def who(*_: object, **__: object) -> Actor:
        permissions = frozenset(str(p) for p in scope["permissions"])
        return Actor(
            "key",
            1,
            "partner",
            permissions,
            scope["division_prefix"],
            scope["enterprise_code"],
            frozenset({"all"}),
            None,
        )

    monkeypatch.setattr("anlan.project.openapi.use_key", who)
    return scope


def body(*codes: str, value: object = 5.0, **more: object) -> bytes:
    ts = timezone.now().isoformat()
    return orjson.dumps({"readings": [{"point": code, "ts": ts, "value": value} for code in codes], **more})


async def post(data: bytes, *, kind: str = "application/json", key: str = "") -> Any:
    headers = {"X-API-Key": "anything"} | ({"Idempotency-Key": key} if key else {})
    return await AsyncClient().post(URL, data, content_type=kind, headers=headers)


def stored(bus: MemoryBus) -> list[ReadingBatch]:
    return [decode(entry.data) for entry in bus._entries["READINGS_p0"]]


@pytest.mark.django_db(transaction=True)
class TestPush:
    @pytest.fixture(autouse=True)
    def points(self, transactional_db: None) -> list[str]:
        return keep_points(2, division_codes=["370502", "370302"])

    async def test_readings_are_in_the_log_when_it_answers(
        self, points: list[str], caller: Any, bus: MemoryBus
    ) -> None:
        response = await post(body(*points))
        assert response.status_code == 200
        assert response.json() == {"accepted": 4, "refused": 0, "problems": []}
        assert sum(len(batch) for batch in stored(bus)) == 4

    async def test_bad_rows_are_named_and_the_rest_is_stored(
        self, points: list[str], caller: Any, bus: MemoryBus
    ) -> None:
        response = await post(body(points[0], "unknown", points[1]))
        assert response.json() == {
            "accepted": 2, "refused": 1, "problems": [{"row": 1, "detail": "unknown point, or not yours"}],
        }  # fmt: skip

    @pytest.mark.parametrize("shift", [timedelta(minutes=6), timedelta(days=-401)])
    async def test_impossible_times_are_refused(
        self, points: list[str], caller: Any, bus: MemoryBus, shift: timedelta
    ) -> None:
        ts = (timezone.now() + shift).isoformat()
        response = await post(orjson.dumps({"readings": [{"point": points[0], "ts": ts, "value": 1}]}))
        assert response.json()["refused"] == 1
        assert stored(bus) == []

    async def test_a_caller_cannot_write_for_another_enterprise(
        self, points: list[str], caller: Any, bus: MemoryBus
    ) -> None:
        caller["enterprise_code"] = points[0][:9]
        response = await post(body(*points))
        assert (response.json()["accepted"], response.json()["refused"]) == (2, 2)

    async def test_a_key_without_the_permission_is_refused(
        self, points: list[str], caller: Any, bus: MemoryBus
    ) -> None:
        caller["permissions"] = []
        assert (await post(body(*points))).status_code == 403

    async def test_the_same_key_and_body_are_stored_once(
        self, points: list[str], caller: Any, bus: MemoryBus
    ) -> None:
        data = body(*points)
        first, again = await post(data, key="k1"), await post(data, key="k1")
        assert first.json() == again.json()
        assert len(stored(bus)) == 1

    async def test_the_same_key_with_another_body_is_refused(
        self, points: list[str], caller: Any, bus: MemoryBus
    ) -> None:
        await post(body(points[0]), key="k1")
        response = await post(body(points[1]), key="k1")
        assert response.status_code == 422
        assert "another body" in response.json()["detail"]

    async def test_what_the_log_does_not_take_is_not_acknowledged(
        self, points: list[str], caller: Any
    ) -> None:
        IngestPort.log = Broken()
        response = await post(body(*points), key="k1")
        IngestPort.log = None
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "2"

    async def test_arrow_is_as_good_as_json(self, points: list[str], caller: Any, bus: MemoryBus) -> None:
        ts = pa.array([timezone.now()] * 2, pa.timestamp("us", tz="UTC"))
        table = pa.table({"point": points[:2], "ts": ts, "value": np.array([1.0, 2.0])})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        response = await post(bytes(sink.getvalue()), kind=endpoint.ARROW)
        assert response.json()["accepted"] == 2
        assert stored(bus)[0].value.tolist() == [1.0, 2.0]

    @pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[1]"])
    async def test_another_body_is_a_clear_problem(self, caller: Any, bus: MemoryBus, data: bytes) -> None:
        response = await post(data)
        assert response.status_code == 422
        assert response.headers["Content-Type"] == "application/problem+json"

    async def test_without_a_key_nobody_gets_in(self) -> None:
        assert (await AsyncClient().post(URL, b"{}", content_type="application/json")).status_code == 401
