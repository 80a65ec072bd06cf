"""`anlan migrate`: make the database if it is missing and bring its tables up to date."""

import click
import django
import psycopg
from django.core.management import call_command

from anlan.project import settings
from anlan.project.runtime.database import MIGRATING, ensure_database, name_of


@click.command()
def command() -> None:
    """Make the database if it is missing, and bring its tables up to date."""
    django.setup()
    if ensure_database(settings.DATABASE_URL):
        click.echo(f"made the database {name_of(settings.DATABASE_URL)}")
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        call_command("migrate", interactive=False, verbosity=1)
