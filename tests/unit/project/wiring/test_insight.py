from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from anlan.project.wiring import insight


class Probe(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ready = self.path == "/good/readyz"
        self.send_response(200 if ready else 503)
        self.end_headers()
        self.wfile.write(b"lag of 9 messages")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- the base class's name
        pass


@pytest.fixture
def server(socket_enabled: None) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Probe) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


def test_a_process_that_is_not_ready_says_why(server: str) -> None:
    assert insight._problem(f"{server}/good") == ""
    assert insight._problem(f"{server}/bad") == "lag of 9 messages"
    assert insight._problem("http://127.0.0.1:1") != ""
    assert insight._problem("") == ""
