"""`anlan audit`: check and export the audit trail."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
import django
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

ANCHOR = "audit-anchor.json"


@click.group()
def command() -> None:
    """Check and export the audit trail."""
    django.setup()


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
@click.option("--head", default="", help="SEQUENCE:DIGEST noted elsewhere, checked besides the kept anchor.")
def verify(head: str, as_json: bool) -> None:  # noqa: FBT001 -- click passes options by name
    """Walk the whole chain; exit 1 if a row was changed, removed or inserted, or the end cut off."""
    from anlan.records.access.api import (  # noqa: PLC0415 -- needs django.setup()
        ForgedAnchorError,
        Head,
        read_anchor,
        verify_trail,
        write_anchor,
    )

    path = Path(settings.VAR) / ANCHOR
    problems: list[str] = []
    anchors: list[Head | None] = []
    try:
        anchors.append(read_anchor(path))
    except ForgedAnchorError as error:
        problems.append(str(error))
    if head:
        sequence, _, digest = head.partition(":")
        anchors.append(Head(int(sequence), digest) if sequence.isdigit() else None)
    present = None
    for anchor in anchors or [None]:
        present, findings = verify_trail(anchor=anchor)
        problems.extend(f"row {finding.sequence}: {finding.what}" for finding in findings)
    if present is None:
        raise click.ClickException("no trail")
    problems = list(dict.fromkeys(problems))
    if not problems:
        write_anchor(path, head=present, now=datetime.now(UTC))
    if as_json:
        result = {"rows": present.sequence, "head": present.digest, "problems": problems}
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        for problem in problems:
            click.secho(problem, fg="red", err=True)
        click.echo(f"{present.sequence} rows; head {present.sequence}:{present.digest}")
        click.echo("broken" if problems else f"unbroken; the head is kept in {path}")
    raise SystemExit(1 if problems else 0)


@command.command()
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True))
def export(file: IO[str]) -> None:
    """Write all rows with their digests as JSON lines to FILE (`-` for the standard output)."""
    from anlan.records.access.api import export_trail  # noqa: PLC0415 -- needs django.setup()

    count = 0
    for row in export_trail():
        file.write(json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n")
        count += 1
    click.echo(f"{count} rows", err=True)
