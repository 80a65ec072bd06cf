"""`anlan doctor`: find what is wrong and say it in plain words."""

import json
import locale
import os

import click
import django

from anlan.project import settings
from anlan.project.runtime.layout import MQTT_PORT, NATS_PORT, POSTGRES_PORT

_MARKS = {"fine": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; otherwise that of the terminal.")
@click.option("--wait", "wait_s", default=3.0, show_default=True, help="Seconds to watch the workers.")
def command(*, as_json: bool, lang: str | None, wait_s: float) -> None:
    """Check this installation and explain what is wrong; exit 1 if something does not work."""
    django.setup()
    from anlan.project.doctor.examination import Patient, examine  # noqa: PLC0415 -- needs the apps
    from anlan.project.wiring.bus import bus_settings  # noqa: PLC0415

    ports = {"web": settings.WEB_PORT}
    if settings.EMBEDDED_DATABASE:
        ports["postgres"] = POSTGRES_PORT
    if settings.EMBEDDED_BROKER:
        ports |= {"nats": NATS_PORT, "mqtt": MQTT_PORT}
    patient = Patient(settings.VAR, settings.DATABASE_URL, bus_settings("doctor"), ports, wait_s)
    found = []
    for finding in examine(patient):
        found.append(finding.as_dict())
        if not as_json:
            mark, colour = _MARKS[finding.level.name.lower()]
            click.echo(f"{click.style(mark, fg=colour)} {finding.text(lang or _language())}")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if any(finding["level"] == "error" for finding in found):
        raise SystemExit(1)


def _language() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "en" if spoken.lower().startswith("en") else "zh"
