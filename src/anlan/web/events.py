"""Server-sent events: the wire format, and the response that carries a stream of them."""

from collections.abc import AsyncIterator

from django.http import StreamingHttpResponse

HEARTBEAT = b": still here\n\n"
HEARTBEAT_S = 15.0


def event(kind: str, data: bytes, *, identifier: str | int = "") -> bytes:
    """Return one event; `data` is one line of JSON, `identifier` what the browser comes back with."""
    head = f"id: {identifier}\n" if identifier != "" else ""
    return f"{head}event: {kind}\ndata: ".encode() + data + b"\n\n"


def response(stream: AsyncIterator[bytes]) -> StreamingHttpResponse:
    """Return the streaming response; proxies are told neither to buffer nor to keep it."""
    answer = StreamingHttpResponse(stream, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer
