import pytest
from django.test import override_settings

from anlan.records.access.sealing import seal, unseal


def test_what_was_sealed_can_be_read_but_not_seen() -> None:
    sealed = seal("JBSWY3DP")
    assert "JBSWY3DP" not in sealed
    assert unseal(sealed) == "JBSWY3DP"


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA"])
def test_garbage_is_not_read(sealed: str) -> None:
    assert unseal(sealed) is None


def test_another_installation_cannot_read_it() -> None:
    sealed = seal("JBSWY3DP")
    with override_settings(SECRET_KEY="another"):
        assert unseal(sealed) is None
