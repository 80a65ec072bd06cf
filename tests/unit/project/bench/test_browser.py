from datetime import UTC, datetime

from anlan.project.bench.browser import TOKEN, Arrived


def test_the_latency_runs_from_the_source_time() -> None:
    raised = datetime(2026, 11, 24, 10, 0, 0, 250_000, tzinfo=UTC)
    arrived = Arrived({"raised_at": raised.isoformat()}, raised.timestamp() + 0.125)
    assert round(arrived.latency_s, 6) == 0.125


def test_the_forms_token_is_found() -> None:
    found = TOKEN.search('<input type="hidden" name="csrfmiddlewaretoken" value="abc123">')
    assert found is not None
    assert found[1] == "abc123"
