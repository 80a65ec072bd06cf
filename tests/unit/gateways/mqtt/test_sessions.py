import asyncio
from collections.abc import Sequence

from anlan.gateways.mqtt.client import Handle, Listener, Session
from anlan.gateways.mqtt.sessions import Sessions


class Recorded(Session):
    """A session that never connects and notes what it is told."""

    def __init__(self, number: int) -> None:
        super().__init__([Listener("nowhere", 1, "u", "p")], "g", (), lambda *_: None, number=number)
        self.told: list[object] = []

    def acknowledge(self, handles: Sequence[Handle]) -> None:
        self.told.append(list(handles))

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")


def test_each_session_acknowledges_its_own_messages() -> None:
    sessions = [Recorded(0), Recorded(1)]
    handles = [Handle(1, 7, 1), Handle(1, 7, 0), Handle(2, 8, 1)]
    Sessions(sessions).acknowledge(handles)
    assert [one.told for one in sessions] == [[[handles[1]]], [[handles[0], handles[2]]]]


def test_all_stop_and_go_on_together() -> None:
    sessions = [Recorded(0), Recorded(1)]
    Sessions(sessions).pause()
    Sessions(sessions).resume()
    assert [one.told for one in sessions] == [["pause", "resume"]] * 2


async def test_is_subscribed_when_the_last_one_is() -> None:
    sessions = [Recorded(0), Recorded(1)]
    waiting = asyncio.ensure_future(Sessions(sessions).wait_subscribed())
    sessions[1].subscribed.set()
    await asyncio.sleep(0)
    assert not waiting.done()
    sessions[0].subscribed.set()
    await asyncio.wait_for(waiting, 5)


def test_says_why_one_of_them_is_not_up() -> None:
    sessions = [Recorded(0), Recorded(1)]
    sessions[0].waiting_for, sessions[1].waiting_for = "", "refused"
    assert Sessions(sessions).waiting_for == "refused"
    sessions[1].waiting_for = ""
    assert not Sessions(sessions).waiting_for
