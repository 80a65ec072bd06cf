from collections.abc import Mapping
from typing import Any

import pytest

from anlan.project.bodies import BodyLimit

Message = Mapping[str, Any]


async def serve(chunks: list[bytes], *, said: bytes | None) -> list[Message]:
    """Send a body through a limit of 10 bytes to an application that reads all of it."""
    sent: list[Message] = []
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def application(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass
        await send({"type": "http.response.start", "status": 200})

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [] if said is None else [(b"content-length", said)]
    await BodyLimit(application, limit=10)({"type": "http", "headers": headers}, receive, send)
    return sent


async def test_a_body_within_the_limit_passes() -> None:
    assert (await serve([b"12345", b"67890"], said=b"10"))[0]["status"] == 200


@pytest.mark.parametrize("said", [b"11", b"-1", b"x"])
async def test_a_body_that_says_it_is_too_large_is_refused_unread(said: bytes) -> None:
    assert (await serve([], said=said))[0]["status"] == 413


async def test_a_body_that_turns_out_too_large_is_refused() -> None:
    start, body = await serve([b"123456", b"789012", b"never read"], said=None)
    assert start["status"] == 413
    assert b"at most" in body["body"]
