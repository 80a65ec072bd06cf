import asyncio

import pytest
from structlog.testing import capture_logs
from tests.support.waiting import eventually

from anlan.gateways.mqtt import client as client_module
from anlan.gateways.mqtt.client import Handle, Listener, Session
from anlan.protocols.mqtt import packets
from anlan.protocols.mqtt.stream import Delivered

CONNACK, SUBACK = b"\x20\x02\x00\x00", b"\x90\x03\x00\x01\x01"


class FakeTransport(asyncio.Transport):
    """Keeps what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True


class Inbox(list[tuple[Delivered, Handle]]):
    def take(self, message: Delivered, handle: Handle) -> None:
        self.append((message, handle))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def session(inbox: Inbox) -> Session:
    listeners = [Listener("first", 1, "u", "p"), Listener("second", 2, "u", "p")]
    return Session(listeners, "gateway", ["hz/#"], inbox.take)


def connected(session: Session) -> FakeTransport:
    transport = FakeTransport()
    session.connection_made(transport)
    session.data_received(CONNACK + SUBACK)
    return transport


async def test_it_asks_for_a_kept_session_and_subscribes_with_qos_1(session: Session) -> None:
    transport = connected(session)
    assert transport.written[0] == packets.connect("gateway", "", "", keep_alive_s=30, clean=False)
    assert transport.written[1] == packets.subscribe(["hz/#"], 1)
    assert session.waiting_for == ""


async def test_a_message_is_acknowledged_by_hand(session: Session, inbox: Inbox) -> None:
    transport = connected(session)
    session.data_received(packets.publish(b"hz/1", b"x", 7))
    ((message, handle),) = inbox
    assert message.payload == b"x"
    assert len(transport.written) == 2
    session.acknowledge([handle])
    assert transport.written[2] == packets.acknowledge(7)


async def test_an_acknowledgement_never_goes_to_another_connection(session: Session, inbox: Inbox) -> None:
    connected(session)
    session.data_received(packets.publish(b"hz/1", b"x", 7))
    session.connection_lost(None)
    session.acknowledge([inbox[0][1]])
    later = connected(session)
    session.acknowledge([inbox[0][1]])
    assert len(later.written) == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"\x20\x02\x00\x05", "not authorised"),
        (CONNACK + b"\x90\x03\x00\x01\x80", "QoS 1"),
        (b"HTTP", "never"),
    ],
)
async def test_it_says_why_it_is_not_ready(session: Session, answer: bytes, reason: str) -> None:
    transport = FakeTransport()
    session.connection_made(transport)
    with capture_logs():
        session.data_received(answer)
    assert reason in session.waiting_for
    assert transport.closed


async def test_it_tries_one_broker_after_the_other(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def refuse(factory: object, host: str, port: int) -> None:
        asked.append(host)
        raise OSError

    monkeypatch.setattr(client_module, "RETRY_S", (0.001, 0.002))
    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", refuse)
    task = asyncio.create_task(session.run())
    await eventually(lambda: len(asked) >= 4, "it tries four times")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert asked[:4] == ["first", "second", "first", "second"]
    assert "does not answer" in session.waiting_for
