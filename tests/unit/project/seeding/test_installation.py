from pathlib import Path

from anlan.project.seeding.installation import SimulationFiles


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    files = SimulationFiles(tmp_path / "simulation")
    secret = files.secret()
    assert len(secret) == 64
    assert files.secret() == secret
    assert (tmp_path / "simulation" / "secret").stat().st_mode & 0o777 == 0o600
    assert SimulationFiles(tmp_path / "other").secret() != secret


def test_its_files_lie_in_one_folder(tmp_path: Path) -> None:
    files = SimulationFiles(tmp_path)
    assert {files.catalogue.parent, files.control.parent} == {tmp_path}
