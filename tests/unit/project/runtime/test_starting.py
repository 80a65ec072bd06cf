from pathlib import Path

import pytest

from anlan.project.runtime.starting import AlreadyRunningError, only_one


def test_an_installation_is_brought_up_once_at_a_time(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(AlreadyRunningError, match="already running"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        assert (tmp_path / "up.lock").exists()
