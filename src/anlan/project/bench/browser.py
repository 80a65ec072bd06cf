"""A person's browser, as far as a benchmark needs one: logs in, loads pages, listens to live events."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Self
from urllib.parse import urlencode, urlsplit

from anlan.project.bench.rig import BenchmarkError, Platform

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Arrived:
    """A live alarm row, and when it arrived [s since epoch]."""

    row: dict[str, object]
    at_s: float

    @property
    def latency_s(self) -> float:
        """From the source time of the reading that raised it [s]."""
        return self.at_s - datetime.fromisoformat(str(self.row["raised_at"])).timestamp()


class Browser:
    """One logged-in session over one kept connection; use as a context manager."""

    def __init__(self, made: Platform, username: str = "admin") -> None:
        parts = urlsplit(made.process("web").url)
        self.host, self.port = "127.0.0.1", parts.port or 80
        self._connection = HTTPConnection(self.host, self.port, timeout=60)
        self._cookies: SimpleCookie = SimpleCookie()
        lines = (made.var / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
        password = dict(line.split() for line in lines)[username]
        try:
            self._log_in(username, password)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def cookies(self) -> str:
        """The session, as a request header."""
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self._cookies.items())

    def get(self, path: str) -> tuple[str, float]:
        """Return a page and how long it took [s].

        Raises:
            BenchmarkError: It is no page.
        """
        began = time.perf_counter()
        status, text = self._ask("GET", path)
        elapsed = time.perf_counter() - began
        if status != 200:
            raise BenchmarkError(f"{path} answers {status}")
        return text, elapsed

    def _log_in(self, username: str, password: str) -> None:
        token = TOKEN.search(self.get("/login")[0])
        if token is None:
            raise BenchmarkError("the log-in page has no form")
        fields = {"username": username, "password": password, "csrfmiddlewaretoken": token[1]}
        status, _ = self._ask("POST", "/login", urlencode(fields))
        if status != 302:
            raise BenchmarkError(f"logging in as {username} answers {status}")

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Host": f"localhost:{self.port}", "Cookie": self.cookies}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://localhost:{self.port}{path}",
            }
        self._connection.request(method, path, body, headers)
        reply = self._connection.getresponse()
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie":
                self._cookies.load(value)
        return reply.status, reply.read().decode(errors="replace")

    async def alarms(self, connected: asyncio.Event) -> AsyncIterator[Arrived]:
        """Yield live alarm rows as they come; sets `connected` once the stream is open.

        Raises:
            BenchmarkError: The stream is refused or ends.
        """
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=1 << 22)
        head = (
            f"GET /live/alarms?after=999999999999 HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
            f"Accept: text/event-stream\r\nCookie: {self.cookies}\r\n\r\n"
        )
        writer.write(head.encode())
        try:
            if b" 200 " not in await reader.readline():
                raise BenchmarkError("the live stream is refused")
            name = b""
            async for line in reader:
                connected.set()
                if line.startswith(b"event:"):
                    name = line[6:].strip()
                elif line.startswith(b"data:") and name == b"alarm":
                    yield Arrived(json.loads(line[5:]), time.time())
            raise BenchmarkError("the live stream ended")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
