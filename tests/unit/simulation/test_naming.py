from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.identifiers import check_credit_code
from anlan.simulation.naming import (
    credit_code,
    enterprise_name,
    organisation_code,
    person_name,
    phone_number,
)


@given(st.integers(0, 999_999))
def test_every_credit_code_is_valid_and_marked_as_invented(serial: int) -> None:
    code = check_credit_code(credit_code("370502", serial))
    assert code[2:8] == "370502"
    assert code[8:10] == "XN"


@given(st.integers(0, 999_999))
def test_the_check_character_of_an_organisation_code_closes_the_sum(serial: int) -> None:
    code = organisation_code(serial)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c, 36) * w for c, w in zip(code[:8], weights, strict=True))
    closing = 10 if code[8] == "X" else int(code[8])
    assert (total + closing) % 11 == 0


def test_the_published_organisation_code_weights_hold_for_a_letter_code() -> None:
    # XN000001: X=33*3 + N=23*7 + 1*2 = 262; 11 - 262 mod 11 = 11 - 9 = 2.
    assert organisation_code(1) == "XN0000012"


def test_names_in_one_place_differ() -> None:
    names = {enterprise_name("广饶县", serial)[0] for serial in range(4000)}
    assert len(names) == 4000


def test_an_enterprise_name_goes_with_its_industry() -> None:
    assert enterprise_name("广饶县", 0) == ("广饶县澜朔石化有限公司", "2511")


def test_people_have_a_name_and_a_number_nobody_has() -> None:
    assert len(person_name(17)) == 3
    assert phone_number(17) == "10000000017"
