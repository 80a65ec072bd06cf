from pathlib import Path

from anlan.project.runtime.files import write_private


def test_a_private_file_is_replaced_whole_and_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "logins.txt"
    path.parent.mkdir()
    path.write_text("old and readable")
    path.chmod(0o644)
    write_private(path, "新")
    assert path.read_text(encoding="utf-8") == "新"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
