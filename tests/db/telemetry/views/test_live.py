import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import orjson
import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from tests.support.alarm_rows import keep_alarm
from tests.support.points import keep_points
from tests.support.records import keep_user

from anlan.contracts.readings import ReadingBatch
from anlan.telemetry import live
from anlan.telemetry.models import Alarm, Point
from anlan.telemetry.rows import alarm_row
from anlan.web import fanout

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "anlan.records.access.backends.AccountBackend"


async def stream(
    address: str, *, division_code: str = "370000", role: str = "regulator"
) -> AsyncIterator[bytes]:
    user = await sync_to_async(keep_user)("reader", "regulator", division_code=division_code)
    client = AsyncClient()
    await client.aforce_login(user, backend=BACKEND)
    answer: Any = await client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/event-stream"
    chunks: AsyncIterator[bytes] = answer.streaming_content.__aiter__()
    return chunks


async def until(chunks: AsyncIterator[bytes], text: str) -> str:
    async with asyncio.timeout(10):
        async for chunk in chunks:
            if text in chunk.decode():
                return chunk.decode()
    raise AssertionError(f"the stream ended without {text}")


def one_alarm() -> Alarm:
    return keep_alarm(keep_points(1)[0])


async def test_sends_what_the_page_missed_and_then_what_happens() -> None:
    alarm = await sync_to_async(one_alarm)()
    chunks = await stream("/live/alarms?after=0")
    assert f'"id":{alarm.pk},' in await until(chunks, "event: alarm")
    row = await sync_to_async(lambda: alarm_row(Alarm.objects.select_related("point", "enterprise").get()))()
    live.alarms.publish(live.live_alarm(row))
    assert f"id: {alarm.revision}" in await until(chunks, "event: alarm")


async def test_a_page_gets_nothing_of_another_place() -> None:
    alarm = await sync_to_async(one_alarm)()
    chunks = await stream("/live/alarms?after=0", division_code="370300")
    row = await sync_to_async(lambda: alarm_row(Alarm.objects.select_related("point", "enterprise").get()))()
    await anext(chunks)
    reading = asyncio.ensure_future(anext(chunks))
    await asyncio.wait([reading], timeout=0.2)
    live.alarms.publish(live.live_alarm(row))
    await asyncio.wait([reading], timeout=0.2)
    assert not reading.done(), alarm
    fanout.close_all()
    with pytest.raises(StopAsyncIteration):
        await reading


async def test_newest_values_are_sent_for_the_points_asked_for() -> None:
    await sync_to_async(keep_points)(2)
    first, second = [point async for point in Point.objects.order_by("pk")]
    chunks = await stream(f"/live/latest?points={first.pk}")
    await anext(chunks)
    reading = asyncio.ensure_future(anext(chunks))
    await asyncio.wait([reading], timeout=0.2)
    ids = np.array([first.pk, second.pk], np.int32)
    times, values = np.full(2, 1_700_000_000_000_000), np.array([np.nan, 2.0])
    live.latest.publish(ReadingBatch(ids, times, values, np.array([2, 0], np.uint8), arrived_us=0))
    text = (await reading).decode()
    assert orjson.loads(text.split("data: ")[1]) == [
        {"point": first.pk, "at": 1_700_000_000_000, "value": None, "quality": 2}
    ]
    fanout.close_all()


async def test_refuses_who_is_not_logged_in_and_what_makes_no_sense() -> None:
    answer = await AsyncClient().get("/live/alarms", headers={"accept": "text/event-stream"})
    assert answer.status_code == 401
    user = await sync_to_async(keep_user)("plain", "regulator")
    client = AsyncClient()
    await client.aforce_login(user, backend=BACKEND)
    assert (await client.get("/live/latest?points=x")).status_code == 400
