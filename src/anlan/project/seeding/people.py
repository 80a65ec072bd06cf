"""Organisations and demonstration log-ins."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anlan.project.runtime.files import write_private
from anlan.records.access.api import OrganisationSpec, Role, UserSpec
from anlan.records.places.api import DivisionSpec
from anlan.simulation.catalogue import Enterprise

PREFECTURE = "370500"
PARTNERS = (("transport", "TR", "交通运输"), ("police", "PO", "公安"))
OFFICES = (
    ("应急指挥中心", ("all",)),
    ("危险化学品安全监督管理处", ("hazchem",)),
    ("信息化处", ("all",)),
)
WORDS = 4
"""A demonstration password is this many random groups of five letters and digits: about 100 bits."""
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A person of the demonstration."""

    username: str
    full_name: str
    organisation_code: str
    roles: tuple[Role, ...]
    department: str = ""


def bureau_code(division_code: str, suffix: str = "EM") -> str:
    """Return the code of a division's bureau: emergency management, or a partner's."""
    return f"{division_code}{suffix}"


def organisations(
    divisions: Sequence[DivisionSpec], enterprises: Iterable[Enterprise]
) -> list[OrganisationSpec]:
    """Return the bureaus of every division, partners of province and prefectures, and the enterprises."""
    ordered = sorted(divisions, key=lambda division: division.code)
    bureaus = [_bureau(division) for division in ordered]
    partners = [partner for division in ordered for partner in _partners(division)]
    plants = [
        OrganisationSpec(
            code=enterprise.code,
            name=enterprise.name,
            kind="enterprise",
            division_code=enterprise.division_code,
            enterprise_code=enterprise.code,
            parent_code=bureau_code(enterprise.division_code),
        )
        for enterprise in enterprises
    ]
    return [*bureaus, *partners, *plants]


def _above(code: str) -> str:
    if code.endswith("0000"):
        return ""
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


def _bureau(division: DivisionSpec) -> OrganisationSpec:
    province = division.code.endswith("0000")
    above = _above(division.code)
    return OrganisationSpec(
        code=bureau_code(division.code),
        name=f"{division.name}应急管理{'厅' if province else '局'}",
        kind="emergency",
        division_code=division.code,
        parent_code=bureau_code(above) if above else "",
        departments=OFFICES if division.code.endswith("00") else (),
    )


def _partners(division: DivisionSpec) -> Iterator[OrganisationSpec]:
    if not division.code.endswith("00"):
        return
    province = division.code.endswith("0000")
    for kind, suffix, name in PARTNERS:
        yield OrganisationSpec(
            code=bureau_code(division.code, suffix),
            name=f"{division.name}{name}{'厅' if province else '局'}",
            kind=kind,
            division_code=division.code,
            parent_code="" if province else bureau_code(_above(division.code), suffix),
        )


def demo_logins(plant_code: str, province_code: str = "370000") -> list[DemoLogin]:
    """Return who can log in to the demonstration.

    Args:
        plant_code: The enterprise whose officer is among them.
        province_code: Division of the provincial bureau.
    """
    province = bureau_code(province_code)
    return [
        DemoLogin("admin", "系统管理员", province, (Role.ADMINISTRATOR,), "信息化处"),
        DemoLogin("duty", "省级值班员", province, (Role.DUTY_OFFICER,), "应急指挥中心"),
        DemoLogin(
            "dongying",
            "东营监管员",
            bureau_code(PREFECTURE),
            (Role.REGULATOR, Role.DUTY_OFFICER),
            "应急指挥中心",
        ),
        DemoLogin("plant", "企业安全员", plant_code, (Role.ENTERPRISE_OFFICER,)),
        DemoLogin("engineer", "运维工程师", province, (Role.ENGINEER,), "信息化处"),
        DemoLogin("auditor", "审计员", province, (Role.AUDITOR,)),
    ]


def users(logins: Iterable[DemoLogin], passwords: dict[str, str], *, existing: set[str]) -> list[UserSpec]:
    """Return the people; who exists already keeps the password he may have changed."""
    return [
        UserSpec(
            username=login.username,
            full_name=login.full_name,
            organisation_code=login.organisation_code,
            roles=login.roles,
            password=None if login.username in existing else passwords[login.username],
            department=login.department,
        )
        for login in logins
    ]


def kept_passwords(path: Path, usernames: Sequence[str]) -> dict[str, str]:
    """Return a password for each log-in: those of the file, new random ones for the rest, all kept there.

    Args:
        path: File with one `name password` a line, readable by its owner alone.
        usernames: Who needs one.
    """
    kept: dict[str, str] = {}
    if path.exists():
        lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
        kept = {parts[0]: parts[1] for parts in lines if len(parts) == 2}
    passwords = {name: kept.get(name) or _new_password() for name in usernames}
    if passwords != kept:
        write_private(path, "".join(f"{name} {password}\n" for name, password in passwords.items()))
    return passwords


def _new_password() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(WORDS))
    return "-".join(groups)
