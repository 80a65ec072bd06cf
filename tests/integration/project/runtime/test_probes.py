import urllib.error
import urllib.request

import pytest
from prometheus_client import Counter

from anlan.project.runtime.probes import Ready, start_probes

SEEN = Counter("anlan_test_probes_seen", "Counted by this test.")


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def failing() -> str | None:
    raise ConnectionError("broker gone")


@pytest.mark.parametrize(
    ("ready", "status", "text"),
    [
        (lambda: None, 200, "ready"),
        (lambda: "no partition", 503, "no partition"),
        (failing, 503, "broker gone"),
    ],
)
def test_readyz_says_why_not(ready: Ready, status: int, text: str) -> None:
    code, body = get(start_probes(0, ready), "/readyz")
    assert (code, text in body) == (status, True)


def test_healthz_answers_while_the_process_lives() -> None:
    assert get(start_probes(0, failing), "/healthz") == (200, "ok\n")


def test_metrics_are_those_of_the_process() -> None:
    SEEN.inc()
    code, body = get(start_probes(0, lambda: None), "/metrics")
    assert code == 200
    assert "anlan_test_probes_seen_total 1.0" in body


def test_anything_else_is_not_found() -> None:
    assert get(start_probes(0, lambda: None), "/etc/passwd")[0] == 404
