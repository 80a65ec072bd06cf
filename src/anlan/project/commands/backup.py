"""`anlan backup PATH`: database, lake and kept secrets in one folder, while the platform runs."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from anlan.project import settings
from anlan.project.backup.copying import Installation, NotEmptyError, back_up
from anlan.project.backup.database import DatabaseCopyError
from anlan.project.backup.lake import LakeChangedError
from anlan.project.runtime.borrowing import borrowed_database


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def command(path: Path) -> None:
    """Write database, lake and kept secrets to the new folder PATH; the platform may run."""
    os.umask(0o077)
    with (
        Console(stderr=True).status("backup") as status,
        borrowed_database(settings.DATABASE_URL, settings.VAR) as url,
    ):
        installation = Installation(settings.VAR, url, settings.LAKE_URL)
        try:
            made = back_up(
                installation, path.absolute(), now=datetime.now(UTC),
                progress=lambda step: status.update(f"backup: {step}"),
            )  # fmt: skip
        except (NotEmptyError, DatabaseCopyError, LakeChangedError) as error:
            raise click.ClickException(str(error)) from error
    size = sum(entry.size for entry in made.files.values())
    click.echo(f"{path}: {len(made.files)} files, {size / (1 << 20):.1f} MiB")
