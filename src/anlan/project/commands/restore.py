"""`anlan restore PATH`: bring a backup into an installation that is stopped."""

import os
from pathlib import Path

import click
from rich.console import Console

from anlan.project import settings
from anlan.project.backup.copying import Installation, NotEmptyError, restore
from anlan.project.backup.database import DatabaseCopyError
from anlan.project.backup.manifest import DamagedBackupError
from anlan.project.runtime.borrowing import borrowed_database
from anlan.project.runtime.starting import AlreadyRunningError, only_one


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--force", is_flag=True, help="Replace what this installation holds.")
def command(path: Path, *, force: bool) -> None:
    """Bring the backup in PATH into this installation, which must not be running."""
    os.umask(0o077)
    try:
        with only_one(settings.VAR), Console(stderr=True).status("restore") as status:
            url = "" if settings.EMBEDDED_DATABASE else settings.DATABASE_URL
            with borrowed_database(url, settings.VAR) as reached:
                installation = Installation(settings.VAR, reached, settings.LAKE_URL)
                made = restore(
                    path.absolute(), installation, force=force,
                    progress=lambda step: status.update(f"restore: {step}"),
                )  # fmt: skip
    except AlreadyRunningError as error:
        raise click.ClickException(f"{error}: stop it first") from error
    except (NotEmptyError, DamagedBackupError, DatabaseCopyError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"restored the backup of {made.made_at:%Y-%m-%d %H:%M:%S} UTC; start with `anlan up`")
