"""/metrics, /healthz and /readyz of one process, on a loopback port of its own."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Ready = Callable[[], str | None]
"""Returns None when the process does its work, else the reason why not."""


def start_probes(port: int, ready: Ready) -> int:
    """Serve the probes from a thread of this process, and return the port.

    Args:
        port: Loopback port; 0: any free one.
        ready: Called for each /readyz, in a thread.
    """
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(ready))
    server.daemon_threads = True
    Thread(target=server.serve_forever, name="probes", daemon=True).start()
    return server.server_port


def _handler(ready: Ready) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = _answer(self.path, ready)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- the base class's name
            del format, arguments

    return Handler


def _answer(path: str, ready: Ready) -> tuple[int, str, bytes]:
    text = "text/plain; charset=utf-8"
    if path == "/metrics":
        return 200, CONTENT_TYPE_LATEST, generate_latest()
    if path == "/healthz":
        return 200, text, b"ok\n"
    if path != "/readyz":
        return 404, text, b"not found\n"
    try:
        reason = ready()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it says why we are not ready
        reason = f"{type(error).__name__}: {error}"
    return (503, text, f"{reason}\n".encode()) if reason else (200, text, b"ready\n")
