"""Fixtures of all tests."""

import pytest

from tests.support.services import start_postgres


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    start_postgres()
