"""Waiting for a condition, never for a time: the only place of the tests that looks at the clock."""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event


def wait_until(
    condition: Callable[[], object], what: str, *, timeout_s: float = 10, every_s: float = 0.02
) -> None:
    """Return once `condition()` is true; fail with `what` if it is not within the time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {timeout_s} s: {what}"
        Event().wait(every_s)


async def eventually(
    condition: Callable[[], object], what: str, *, timeout_s: float = 20, every_s: float = 0.02
) -> None:
    """Like `wait_until`, while the event loop runs on."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {timeout_s} s: {what}"
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), every_s)


def port_answers(port: int) -> bool:
    """Return whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
