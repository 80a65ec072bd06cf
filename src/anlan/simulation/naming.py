"""Invented names and codes: nobody real is meant, and every code is valid by its standard."""

from anlan.kernel.identifiers import credit_check_character

FIRST = "澜岚泓沄翀珩琰瑾昱曦霁澍湛滢铄镕钲铖骁骏"
SECOND = "朔禾榛桦楷枫柏松晟煜烨炜淼鑫垚森磊焱犇骉"
TRADES = ("石化", "化工", "新材料", "精细化工", "能源", "仓储", "化学", "气体", "油品储运", "树脂")
INDUSTRIES = ("2511", "2614", "2651", "2669", "2519", "5942", "2614", "2619", "5941", "2651")
"""GB/T 4754-2017 class of each trade, same order."""
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "安澜明远志宏建国海涛晓峰文博子轩思齐若水"
BODY_MARK = "XN"
"""Every organisation code of ours begins so (XN: 虚拟, invented); real ones of that form do not exist."""


def enterprise_name(place: str, serial: int) -> tuple[str, str]:
    """Return an invented enterprise name and its industry code.

    Args:
        place: Name of the county.
        serial: Different numbers give different names (up to 4,000 in one place).
    """
    trade = serial % len(TRADES)
    first = serial // len(TRADES) % len(FIRST)
    second = (serial // (len(TRADES) * len(FIRST)) + serial) % len(SECOND)
    return f"{place}{FIRST[first]}{SECOND[second]}{TRADES[trade]}有限公司", INDUSTRIES[trade]


def person_name(serial: int) -> str:
    """Return an invented name of a person."""
    family = FAMILY[serial % len(FAMILY)]
    return family + GIVEN[serial * 7 % len(GIVEN)] + GIVEN[(serial * 3 + 5) % len(GIVEN)]


def phone_number(serial: int) -> str:
    """Return a mobile number of a block that is not given to anybody (1000...)."""
    return f"1000{serial:07d}"


def organisation_code(serial: int) -> str:
    """Return the nine characters of an organisation code.

    Standard: GB 11714-1997, clause 4: C9 = 11 - sum(Ci * Wi) mod 11, 10 written X, 11 written 0.
    """
    body = f"{BODY_MARK}{serial:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c, 36) * w for c, w in zip(body, weights, strict=True))
    return body + "0123456789X0"[11 - total % 11]


def credit_code(division_code: str, serial: int) -> str:
    """Return a valid unified social credit code of an enterprise that does not exist.

    Standard: GB 32100-2015: registrar 9, kind 1, division, organisation code, check character.
    """
    body = f"91{division_code}{organisation_code(serial)}"
    return body + credit_check_character(body)
