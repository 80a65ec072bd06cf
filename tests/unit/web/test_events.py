from collections.abc import AsyncIterator

from anlan.web import events


def test_an_event_carries_kind_data_and_the_id_to_come_back_with() -> None:
    assert events.event("alarm", b'{"id":1}', identifier=42) == b'id: 42\nevent: alarm\ndata: {"id":1}\n\n'
    assert events.event("latest", b"[]") == b"event: latest\ndata: []\n\n"


def test_the_response_is_neither_kept_nor_buffered_by_proxies() -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield events.HEARTBEAT

    response = events.response(stream())
    assert response["Content-Type"] == "text/event-stream"
    assert response["X-Accel-Buffering"] == "no"
