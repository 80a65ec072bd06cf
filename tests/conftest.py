"""Fixtures of all tests."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.support.services import ROOT, start_postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--chaos-kills", type=int, default=4,
        help="how often tests/chaos kills each kind of process; the full form is 20 (about 10 minutes)",
    )  # fmt: skip


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    start_postgres()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    # Tests with real commits empty all tables between them: only here may the audit trail be emptied.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_auditentry DISABLE TRIGGER access_audit_no_truncate")
    yield
    # Threads of tests may have left connections behind, and a database in use can't be dropped.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """Commands that keep their files private set it for their whole process: here that is the test run."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def open_folder() -> Path:
    """A folder that other users may pass: where root runs the tests, PostgreSQL runs as somebody else.

    Below `tmp_path` it could not: each pytest on the machine closes the folder above it again.
    """
    folder = Path(tempfile.mkdtemp(dir=ROOT))
    folder.chmod(0o755)
    return folder
