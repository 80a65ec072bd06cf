"""The `anlan` command. Each subcommand lives in `project/commands/<name>.py` and is loaded when named."""

import importlib
import os
from pathlib import Path

import click

COMMANDS = Path(__file__).parent / "commands"


class LazyGroup(click.Group):
    """Loads a subcommand's module only when it is asked for, so that `anlan --help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the module names in `commands/`."""
        del ctx
        return sorted(p.stem.rstrip("_") for p in COMMANDS.glob("*.py") if p.stem != "__init__")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import `commands/<name>.py` and return its `command`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"anlan.project.commands.{cmd_name}")
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="anlan")
def main() -> None:
    """Anlan (安澜): the emergency-management data platform."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.project.settings")
