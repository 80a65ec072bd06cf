from pathlib import Path

from anlan.project.seeding.installation import SimulationFiles, write_private


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    files = SimulationFiles(tmp_path / "simulation")
    secret = files.secret()
    assert len(secret) == 64
    assert files.secret() == secret
    assert (tmp_path / "simulation" / "secret").stat().st_mode & 0o777 == 0o600
    assert SimulationFiles(tmp_path / "other").secret() != secret


def test_a_private_file_is_replaced_whole_and_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "logins.txt"
    path.write_text("old and readable")
    path.chmod(0o644)
    path.with_name("logins.txt.new").write_text("left by a crash")
    write_private(path, "新")
    assert path.read_text(encoding="utf-8") == "新"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_its_files_lie_in_one_folder(tmp_path: Path) -> None:
    files = SimulationFiles(tmp_path)
    assert {files.catalogue.parent, files.control.parent} == {tmp_path}
