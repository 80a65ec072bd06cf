"""Codes that standards define, with their check characters."""

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a unified social credit code: no I, O, S, V, Z.

Standard: GB 32100-2015, table 2.
"""
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


class InvalidCodeError(ValueError):
    """A code breaks its standard; the message says how."""


def credit_check_character(body: str) -> str:
    """Return the 18th character of a unified social credit code.

    Args:
        body: The first 17 characters.

    Raises:
        InvalidCodeError: Another length, or a character outside the alphabet.

    Standard: GB 32100-2015, annex on the check character: C18 = 31 - (sum of Ci * 3^(i-1)) mod 31.
    """
    if len(body) != len(CREDIT_WEIGHTS) or any(c not in CREDIT_ALPHABET for c in body):
        raise InvalidCodeError(f"not the body of a credit code: {body!r}")
    total = sum(CREDIT_ALPHABET.index(c) * w for c, w in zip(body, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def check_credit_code(code: str) -> str:
    """Return the unified social credit code (统一社会信用代码) if it is one.

    Raises:
        InvalidCodeError: Wrong length, character, division or check character.

    Standard: GB 32100-2015, clause 4: 1 registrar, 1 kind, 6 division, 9 body, 1 check character.

    Example:
        >>> check_credit_code("91350100M000100Y43")
        '91350100M000100Y43'
    """
    if len(code) != 18:
        raise InvalidCodeError(f"a credit code has 18 characters, not {len(code)}: {code!r}")
    if not (code[2:8].isascii() and code[2:8].isdigit()):
        raise InvalidCodeError(f"characters 3 to 8 of a credit code are a division: {code!r}")
    expected = credit_check_character(code[:17])
    if code[17] != expected:
        raise InvalidCodeError(f"check character of {code!r} is {code[17]}, must be {expected}")
    return code


def check_division_code(code: str) -> str:
    """Return the six-digit division code (行政区划代码) if it is one.

    A county below a division `xx00xx` does not exist: the middle pair may be 00 only for a province.

    Raises:
        InvalidCodeError: Not six digits, or no place in the tree.

    Standard: GB/T 2260: two digits each for province, prefecture and county.
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        raise InvalidCodeError(f"a division code has six digits: {code!r}")
    if code[:2] == "00" or (code[2:4] == "00" and code[4:] != "00"):
        raise InvalidCodeError(f"no place in the division tree: {code!r}")
    return code


def division_prefix(code: str) -> str:
    """Return the digits that all divisions of this one's subtree share.

    Args:
        code: A division code, or "" for the whole country.

    Returns:
        "" or 2, 4 or 6 digits: `370000` gives `37`, `371000` gives `3710`.

    Raises:
        InvalidCodeError: Not a division code.
    """
    if not code:
        return ""
    check_division_code(code)
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def check_enterprise_code(code: str) -> str:
    """Return the nine-digit enterprise code of the national interface if it is one: city 4 + serial 5.

    Raises:
        InvalidCodeError: Not nine digits, or the first four are no city.
    """
    if len(code) != 9 or not (code.isascii() and code.isdigit()):
        raise InvalidCodeError(f"an enterprise code has nine digits: {code!r}")
    if code[:2] == "00" or code[2:4] == "00":
        raise InvalidCodeError(f"an enterprise code begins with a city's four digits: {code!r}")
    return code
