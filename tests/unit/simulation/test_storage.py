from pathlib import Path

import pytest
from tests.support.counties import COUNTIES

from anlan.simulation.province import Size, build_province
from anlan.simulation.storage import CatalogueMissingError, load_catalogue, save_catalogue


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    province = build_province(COUNTIES, seed=1, size=Size(3, 2, 60))
    save_catalogue(province, tmp_path / "a" / "province.msgpack")
    assert load_catalogue(tmp_path / "a" / "province.msgpack") == province


def test_a_missing_or_broken_file_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x93no")
    for path in (broken, tmp_path / "missing"):
        with pytest.raises(CatalogueMissingError, match="anlan seed"):
            load_catalogue(path)
