"""Tables of the reference pages, made from the code: run it to bring the pages up to date.

A page marks the place of a table: everything between `<!-- table: NAME -->` and `<!-- end -->` is
written by this module. `tests/rules/test_reference.py` fails while a page says something else.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

PAGES = Path(__file__).parent
MARK = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Row = Sequence[str]


def table(header: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def settings() -> str:
    """Return the environment variables that the platform reads."""
    from anlan.project.settings import env  # noqa: PLC0415 -- each table loads only what it shows

    rows = [
        (f"`{s.name}`", s.kind, f"`{s.default}`" if s.default else "", s.meaning)
        for s in sorted(env.settings.values(), key=lambda s: s.name)
    ]
    return table(("Variable", "Kind", "Default", "Meaning"), rows)


def commands() -> str:
    """Return the subcommands of `anlan`, with their options."""
    import click  # noqa: PLC0415

    from anlan.project.cli import main  # noqa: PLC0415

    def rows(group: click.Group, path: str) -> Iterable[Row]:
        context = click.Context(group, info_name=path)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from rows(command, f"{path} {name}")
            elif command:
                yield f"`{path} {name}`", command.get_short_help_str(limit=200), _options(command)

    return table(("Command", "What it does", "Arguments and options"), rows(main, "anlan"))


def _options(command: object) -> str:
    import click  # noqa: PLC0415

    parts = []
    for parameter in command.params if isinstance(command, click.Command) else []:
        if isinstance(parameter, click.Option):
            text = (parameter.help or "").rstrip(".")
            parts.append(f"`{'/'.join(parameter.opts + parameter.secondary_opts)}` {text}".rstrip())
        else:
            parts.append(f"`{parameter.human_readable_name}`")
    return "; ".join(parts)


def dead_letter_reasons() -> str:
    """Return why a message may be refused."""
    from anlan.contracts.deadletters import Reason  # noqa: PLC0415

    return table(("Reason", "Code"), [(r.name.replace("_", " ").lower(), f"`{r.value}`") for r in Reason])


def permissions() -> str:
    """Return which role may do what."""
    from anlan.records.access.api import ROLES, Permission  # noqa: PLC0415

    rows = [
        (f"`{permission}`", *("yes" if permission in ROLES[role] else "" for role in ROLES))
        for permission in Permission
    ]
    return table(("Permission", *(str(role).replace("_", " ") for role in ROLES)), rows)


def alarm_moves() -> str:
    """Return the life cycle of an alarm: states down, events across."""
    from anlan.telemetry.lifecycle import TABLE, Event, State  # noqa: PLC0415

    events = [event.value.replace("_", " ") for event in Event]
    rows = [
        (f"`{state}`", *(f"`{TABLE[state, event]}`" if (state, event) in TABLE else "" for event in Event))
        for state in State
    ]
    return table(("In state", *events), rows)


def alarm_diagram() -> str:
    """Return the life cycle of an alarm as lines from state to state."""
    from anlan.telemetry.lifecycle import TABLE  # noqa: PLC0415

    moves: dict[tuple[str, str], list[str]] = {}
    for (state, event), after in TABLE.items():
        if state != after:
            moves.setdefault((state.value, after.value), []).append(event.value.replace("_", " "))
    lines = [f"{a:<12} ── {', '.join(events)} ──▶ {b}" for (a, b), events in moves.items()]
    return "```text\n" + "\n".join(lines) + "\n```\n"


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings,
    "commands": commands,
    "permissions": permissions,
    "dead-letter-reasons": dead_letter_reasons,
    "alarm-moves": alarm_moves,
    "alarm-diagram": alarm_diagram,
}


def updated(page: str) -> str:
    """Return the text of a page with its tables as the code has them now.

    Raises:
        KeyError: The page marks a table that nobody makes.
    """
    return MARK.sub(lambda mark: f"{mark[1]}\n{TABLES[mark[2]]()}\n{mark[3]}", page)


def main() -> None:
    """Write every table into its page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.project.settings")
    import django  # noqa: PLC0415 -- after the line above

    django.setup()
    for path in sorted(PAGES.rglob("*.md")):
        before = path.read_text(encoding="utf-8")
        after = updated(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print("updated", path.relative_to(PAGES))  # noqa: T201 -- says what it did


if __name__ == "__main__":
    main()
