import asyncio

import pytest
from structlog.testing import capture_logs
from tests.support.counties import COUNTIES

from anlan.protocols.mqtt import packets
from anlan.simulation.edge import Edge, Report
from anlan.simulation.link import Broker, Link
from anlan.simulation.province import Size, build_province

POINTS = build_province(COUNTIES, seed=1, size=Size(1, 1, 30)).points
T = 1_780_000_000_000_000


class FakeTransport(asyncio.Transport):
    """Keeps what was written; closing it closes the protocol, as a loop would."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def link() -> Link:
    return Link(Edge.of(POINTS, late_us=1), "pw", lambda: T, Broker("nowhere", 1))


def connected(link: Link) -> FakeTransport:
    transport = FakeTransport()
    link.connection_made(transport)
    link.data_received(b"\x20\x02\x00\x00")
    return transport


def report() -> Report:
    return Report(T, [0.0] * len(POINTS), [True] * len(POINTS))


def test_it_introduces_itself_with_the_device_code_and_secret(link: Link) -> None:
    code = POINTS[0].device_code
    transport = connected(link)
    assert transport.written == [packets.connect(code, code, "pw", keep_alive_s=60)]
    assert link.connected


def test_nothing_is_published_before_the_broker_accepts(link: Link) -> None:
    transport = FakeTransport()
    link.edge.report(report())
    link.connection_made(transport)
    link.send()
    assert len(transport.written) == 1
    link.data_received(b"\x20\x02\x00\x00")
    assert transport.written[1].startswith(b"\x32")


def test_an_acknowledgement_empties_the_buffer(link: Link) -> None:
    connected(link)
    link.edge.report(report())
    link.send()
    link.data_received(b"\x40\x02\x00\x01")
    assert link.edge.waiting == 0


def test_a_lost_connection_keeps_what_was_under_way(link: Link) -> None:
    connected(link)
    link.edge.report(report())
    link.send()
    link.connection_lost(None)
    link.send()
    link.ping()
    transport = connected(link)
    assert transport.written[1].startswith(b"\x3a")


def test_a_refusal_is_said_and_closes(link: Link) -> None:
    transport = FakeTransport()
    link.connection_made(transport)
    with capture_logs() as logs:
        link.data_received(b"\x20\x02\x00\x04")
    assert [(e["event"], e["reason"]) for e in logs] == [
        ("mqtt_connection_refused", "bad user name or password")
    ]
    assert transport.closed
    assert not link.connected


def test_a_broken_stream_is_said_and_closes(link: Link) -> None:
    transport = connected(link)
    with capture_logs() as logs:
        link.data_received(b"HTTP/1.1")
    assert logs[0]["event"] == "mqtt_stream_broken"
    assert transport.closed


def test_offline_says_goodbye_and_a_ping_keeps_alive(link: Link) -> None:
    transport = connected(link)
    link.ping()
    link.go_offline()
    assert transport.written[1:] == [packets.PING, packets.DISCONNECT]
    assert transport.closed


async def test_it_tries_again_with_growing_waits_and_stays_off_the_network_when_told(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    attempts: list[str] = []

    async def no_sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 5:
            link.go_offline()

    async def refuse(factory: object, host: str, port: int) -> None:
        attempts.append(host)
        raise OSError

    monkeypatch.setattr(asyncio, "sleep", no_sleep)
    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", refuse)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(link.run(7.0), 0.2)
    assert waits == [7.0, 1.0, 2.0, 4.0, 8.0]
    assert len(attempts) == 4
