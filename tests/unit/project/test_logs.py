import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from anlan.project import logs


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_line_is_json_with_time_level_and_process(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(process="worker-1")
    structlog.get_logger().info("batch stored", rows=3, place="东营")
    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "event": "batch stored", "level": "info", "process": "worker-1", "rows": 3, "place": "东营",
    }  # fmt: skip


def test_libraries_log_in_the_same_shape(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(process="web")
    logging.getLogger("uvicorn").warning("port %s", 80)
    (line,) = lines(capsys)
    assert (line["event"], line["logger"], line["process"]) == ("port 80", "uvicorn", "web")


def test_what_is_below_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(process="web", level="warning")
    structlog.get_logger().info("quiet")
    logging.getLogger("x").info("quiet")
    assert lines(capsys) == []


def test_an_exception_is_told_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(process="web")
    try:
        int("why")
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines(capsys)
    assert "why" in json.dumps(line["exception"])
