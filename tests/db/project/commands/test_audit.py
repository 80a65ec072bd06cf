import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from tests.support.records import NOW, platform

from anlan.project.commands.audit import ANCHOR, command
from anlan.records.access.api import Deed, record_audits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trail(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    deeds = [Deed("thing", str(number)) for number in range(3)]
    record_audits(actor=platform(), action="thing.done", deeds=deeds, now=NOW)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def cut_tail() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM access_auditentry WHERE sequence = 3")


def test_verify_keeps_the_head_and_finds_a_cut_tail_next_time(trail: Path) -> None:
    assert run("verify").exit_code == 0
    cut_tail()
    second = run("verify", "--json")
    assert second.exit_code == 1
    assert "cut off" in json.loads(second.stdout)["problems"][0]


def test_a_head_noted_elsewhere_finds_a_cut_tail_without_the_file(trail: Path) -> None:
    head = json.loads(run("verify", "--json").stdout)
    (trail / ANCHOR).unlink()
    cut_tail()
    assert run("verify", "--head", f"{head['rows']}:{head['head']}").exit_code == 1


def test_a_forged_anchor_is_reported(trail: Path) -> None:
    run("verify")
    (trail / ANCHOR).write_text("{}")
    result = run("verify")
    assert result.exit_code == 1
    assert "unreadable" in result.stderr


def test_export_writes_one_line_a_row(trail: Path) -> None:
    result = run("export", "-")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["sequence"] for row in rows] == [1, 2, 3]
