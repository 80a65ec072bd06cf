"""A limit on request bodies that is enforced while they arrive, before Django sees the request."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 16 << 20


class _TooLargeError(Exception):
    """More bytes came than a body may have."""


class BodyLimit:
    """ASGI middleware: answers 413 to a body that says, or turns out, to be larger than the limit."""

    def __init__(self, application: Application, limit: int = MAX_BODY) -> None:
        self._application = application
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if not said.isdigit() or int(said) > self._limit:
            await self._refuse(send)
            return
        try:
            await self._application(scope, self._counting(receive), send)
        except _TooLargeError:
            await self._refuse(send)

    def _counting(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise _TooLargeError
            return message

        return counted

    async def _refuse(self, send: Send) -> None:
        detail = f"at most {self._limit >> 20} MiB in one request"
        body = {"type": "about:blank", "title": "Content Too Large", "status": 413, "detail": detail}
        headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": orjson.dumps(body)})
