import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.project import settings


def loaded(tmp_path: Path, expression: str, **variables: str) -> str:
    """Value of an expression over the settings of a fresh process."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    done = subprocess.run(
        [sys.executable, "-c", f"from anlan.project import settings; print({expression})"],
        env={**clean, "ANLAN_VAR": str(tmp_path / "var"), **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = loaded(tmp_path, "settings.SECRET_KEY")
    assert len(first) > 40
    assert loaded(tmp_path, "settings.SECRET_KEY") == first
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "name", "user", "password", "host", "port"),
    [
        ("postgresql://anlan:p%40ss@db.example:5433/facts", "facts", "anlan", "p@ss", "db.example", "5433"),
        ("postgresql:///facts?host=%2Frun%2Fpostgresql", "facts", "", "", "/run/postgresql", ""),
    ],
)
def test_the_database_url_is_taken_apart(
    tmp_path: Path, url: str, name: str, user: str, password: str, host: str, port: str
) -> None:
    shown = (
        "'|'.join(str(settings.DATABASES['default'][k]) for k in ('NAME','USER','PASSWORD','HOST','PORT'))"
    )
    assert loaded(tmp_path, shown, ANLAN_DATABASE_URL=url) == f"{name}|{user}|{password}|{host}|{port}"


def test_cookies_are_secure_where_the_site_is_reached_over_https(tmp_path: Path) -> None:
    shown = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0"
    assert loaded(tmp_path, shown, ANLAN_HTTPS="yes") == "True True True"
    assert loaded(tmp_path, shown) == "False False False"


def test_debug_pages_are_off_unless_asked_for() -> None:
    assert settings.DEBUG is False
