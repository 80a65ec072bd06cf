import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from tests.support.gateways import (
    OTHER,
    OTHER_DEVICE,
    POINTS,
    TOPIC,
    Device,
    Platform,
    report,
    running_platform,
)
from tests.support.waiting import eventually, wait_until

from anlan.contracts import deadletters
from anlan.contracts.deadletters import DeadLetter, Reason
from anlan.contracts.subjects import DEAD_LETTERS_STREAM


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path) as running:
        yield running


async def letters(platform: Platform, wanted: int) -> list[DeadLetter]:
    found = []
    async with aclosing(platform.entries(DEAD_LETTERS_STREAM)) as entries:
        async for entry in entries:
            found.append(deadletters.decode(entry.data))
            if len(found) == wanted:
                break
    return found


async def test_brings_reports_into_the_log(platform: Platform) -> None:
    with Device(platform.plant.mqtt_port) as device:
        device.wait_until_let_in()
        device.send(report([1.0, 2.0], data_id="a"))
        device.send(report([3.0], data_id="b"))
    async with asyncio.timeout(30):
        assert await platform.first_values(3) == [1.0, 2.0, 3.0]


async def test_uses_the_good_readings_of_a_bad_report_and_files_the_rest(platform: Platform) -> None:
    mixed = [
        {"quotaId": POINTS["370500001"][0], "value": 7.5, "isValid": 1},
        {"quotaId": POINTS["370500001"][1], "value": "high", "isValid": 1},
        {"quotaId": POINTS[OTHER][0], "value": 1, "isValid": 1},
        {"quotaId": "nobody", "value": 1, "isValid": 1},
    ]
    with Device(platform.plant.mqtt_port) as device:
        device.wait_until_let_in()
        device.send(report([], data_id="mixed", datas=mixed))
        device.send(b"\xff\x00 not JSON")
        device.send(report([9.0], data_id="early", at_us=time.time_ns() // 1000 + 3_600_000_000))
        device.send(report([8.0], data_id="old", at_us=1_000_000_000_000_000))
        device.send(b" " * (2 << 20))
    async with asyncio.timeout(30):
        assert await platform.first_values(1) == [7.5]
        found = await letters(platform, 7)
    assert {letter.reason for letter in found} == {
        Reason.VALUE_NOT_A_NUMBER,
        Reason.FOREIGN_OWNER,
        Reason.UNKNOWN_POINT,
        Reason.UNDECODABLE,
        Reason.TIME_IN_FUTURE,
        Reason.TIME_TOO_OLD,
        Reason.TOO_LARGE,
    }
    assert {(letter.source, letter.owner_code) for letter in found} == {(TOPIC, "370500001")}


@pytest.mark.parametrize(
    ("code", "password", "client_id"),
    [
        ("37050000101", "wrong", "37050000101"),
        ("37050000199", "secret-1", "37050000199"),
        ("37050000101", "secret-1", "anlan-gateway"),
        ("37050000101", "secret-1", OTHER_DEVICE),
    ],
    ids=["wrong password", "unknown device", "session of the gateway", "session of another device"],
)
def test_keeps_out(platform: Platform, code: str, password: str, client_id: str) -> None:
    with Device(platform.plant.mqtt_port) as good:
        good.wait_until_let_in()
        with Device(platform.plant.mqtt_port, code, password, client_id) as bad:
            wait_until(lambda: bad.answer, "the broker answers", timeout_s=30)
            assert bad.answer == "Not authorized"
        assert good.client.is_connected()


async def test_takes_nothing_on_a_foreign_topic(platform: Platform) -> None:
    with (
        Device(platform.plant.mqtt_port) as device,
        Device(platform.plant.mqtt_port, OTHER_DEVICE, "secret-2") as foe,
    ):
        foe.wait_until_let_in()
        device.wait_until_let_in()
        foe.client.publish(TOPIC, report([666.0], data_id="forged"), qos=1)
        foe.client.publish(f"hz/37/{OTHER}/{OTHER_DEVICE}/rts", report([667.0], data_id="forged2"), qos=1)
        device.send(report([1.0], data_id="a"))
    async with asyncio.timeout(30):
        assert await platform.first_values(1) == [1.0]
        assert all(letter.reason is Reason.FOREIGN_OWNER for letter in await letters(platform, 1))


@pytest.mark.parametrize("victim", ["gateway", "broker"])
async def test_keeps_each_acknowledged_reading_once_when_killed(platform: Platform, victim: str) -> None:
    acknowledged: list[float] = []

    def reached(number: int) -> bool:
        return len(acknowledged) > number

    def send(until: float) -> None:
        with Device(platform.plant.mqtt_port) as device:
            device.wait_until_let_in()
            for number in count(len(acknowledged)):
                device.send(report([float(number)], data_id=f"n{number}"))
                acknowledged.append(float(number))
                if number >= until:
                    return

    sending = asyncio.create_task(asyncio.to_thread(send, 900))
    for kills in (1, 2, 3):
        await eventually(partial(reached, 200 * kills), "reports flow", timeout_s=60)
        platform.kill(victim)
        await asyncio.to_thread(platform.start_broker if victim == "broker" else platform.start_gateway)
    async with asyncio.timeout(120):
        await sending
        stored = await platform.first_values(len(acknowledged))
    assert sorted(stored) == acknowledged


async def test_waits_while_the_log_is_full_and_goes_on_after(tmp_path: Path) -> None:
    with (
        running_platform(tmp_path, readings_bytes=20_000) as platform,
        Device(platform.plant.mqtt_port) as device,
    ):
        device.wait_until_let_in()
        for number in range(60):
            device.send(report([float(number)], data_id=f"n{number}"))
        platform.kill("gateway")
        platform.plant.readings_bytes = 64 << 20
        platform.start_gateway()
        async with asyncio.timeout(60):
            assert sorted(await platform.first_values(60)) == [float(n) for n in range(60)]
