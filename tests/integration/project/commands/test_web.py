import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.support.services import start_postgres
from tests.support.waiting import wait_until

from anlan.project.runtime.ports import free_port
from anlan.project.runtime.services import answers


def test_takes_another_port_serves_probes_and_ends_in_order(tmp_path: Path) -> None:
    start_postgres()
    probes = free_port()
    with socket.create_server(("127.0.0.1", 0)) as taken, (tmp_path / "log").open("wb") as log:
        port = taken.getsockname()[1]
        web = subprocess.Popen(
            [sys.executable, "-m", "anlan", "web", "--port", str(port), "--probes-port", str(probes)],
            stderr=log, env={**os.environ, "ANLAN_VAR": str(tmp_path)},
        )  # fmt: skip
        try:
            wait_until(lambda: answers(f"http://127.0.0.1:{probes}/readyz"), "web is ready", timeout_s=60)
            with urllib.request.urlopen(f"http://127.0.0.1:{probes}/metrics") as reply:
                assert b"process_resident_memory_bytes" in reply.read()
        finally:
            web.send_signal(signal.SIGTERM)
            code = web.wait(30)
    lines = (tmp_path / "log").read_text().splitlines()
    assert code in {0, -signal.SIGTERM}
    assert f"port {port} is taken" in lines[0]
    assert {json.loads(line)["process"] for line in lines[1:]} == {"web"}
