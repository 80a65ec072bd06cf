import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.identifiers import (
    CREDIT_ALPHABET,
    InvalidCodeError,
    check_credit_code,
    check_division_code,
    check_enterprise_code,
    credit_check_character,
    division_prefix,
)

PUBLISHED = [
    "91110000710926094P",  # China Petroleum & Chemical Corporation
    "914403001922038216",  # Huawei
    "9144030071526726XG",  # Tencent
    "91330100799655058B",  # Alibaba (China)
]


@pytest.mark.parametrize("code", PUBLISHED)
def test_accepts_codes_of_well_known_companies(code: str) -> None:
    assert check_credit_code(code) == code


@pytest.mark.parametrize("code", PUBLISHED)
def test_finds_every_single_wrong_character(code: str) -> None:
    for place in range(18):
        for letter in CREDIT_ALPHABET:
            if letter != code[place]:
                with pytest.raises(InvalidCodeError):
                    check_credit_code(code[:place] + letter + code[place + 1 :])


@pytest.mark.parametrize(
    "code", ["", "9111000071092609", "91110000710926094I", "9111000O710926094P", "９" * 18]
)
def test_refuses_wrong_lengths_and_characters(code: str) -> None:
    with pytest.raises(InvalidCodeError):
        check_credit_code(code)


@given(st.text(CREDIT_ALPHABET, min_size=11, max_size=11), st.integers(100000, 999999))
def test_a_made_code_passes_its_own_check(rest: str, division: int) -> None:
    body = f"91{division}{rest[:9]}"
    check_credit_code(body + credit_check_character(body))


@pytest.mark.parametrize("code", ["370000", "370500", "370502", "371000"])
def test_accepts_divisions_of_all_three_levels(code: str) -> None:
    assert check_division_code(code) == code


@pytest.mark.parametrize("code", ["", "37", "37050a", "000000", "370005", "３７０５０２", "3705021"])
def test_refuses_what_is_no_division(code: str) -> None:
    with pytest.raises(InvalidCodeError):
        check_division_code(code)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("", ""), ("370000", "37"), ("371000", "3710"), ("370500", "3705"), ("370502", "370502")],
)
def test_the_prefix_of_a_subtree_keeps_a_significant_zero(code: str, prefix: str) -> None:
    assert division_prefix(code) == prefix


@pytest.mark.parametrize(("code", "fine"), [("370500001", True), ("370000001", False), ("37050001", False)])
def test_an_enterprise_code_begins_with_a_city(code: str, fine: bool) -> None:
    if fine:
        assert check_enterprise_code(code) == code
    else:
        with pytest.raises(InvalidCodeError):
            check_enterprise_code(code)
