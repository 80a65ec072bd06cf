from pathlib import Path

from anlan.project.seeding.people import (
    bureau_code,
    demo_logins,
    kept_passwords,
    organisations,
    users,
)
from anlan.records.access.api import Role
from anlan.records.places.api import DivisionSpec
from anlan.simulation.catalogue import Enterprise

PLANT = Enterprise("370500001", "", "某化工", "370502", "", 118, 37, 1, "", "", "")


def division(code: str, name: str) -> DivisionSpec:
    return DivisionSpec(code=code, name=name, short_name=name[:-1], longitude=118, latitude=37, boundary={})


DIVISIONS = [division("370502", "东营区"), division("370000", "山东省"), division("370500", "东营市")]


def test_every_division_has_a_bureau_under_the_one_above() -> None:
    specs = {o.code: o for o in organisations(DIVISIONS, [])}
    assert specs["370000EM"].name == "山东省应急管理厅"
    assert specs["370500EM"].name == "东营市应急管理局"
    assert [specs[c].parent_code for c in ("370000EM", "370500EM", "370502EM")] == [
        "",
        "370000EM",
        "370500EM",
    ]
    assert specs["370502EM"].departments == ()


def test_a_parent_is_listed_before_its_children() -> None:
    codes = [o.code for o in organisations(DIVISIONS, [PLANT])]
    for spec in organisations(DIVISIONS, [PLANT]):
        assert not spec.parent_code or codes.index(spec.parent_code) < codes.index(spec.code)


def test_partners_stand_at_province_and_prefectures() -> None:
    partners = [o for o in organisations(DIVISIONS, []) if o.kind in ("transport", "police")]
    assert [o.code for o in partners] == ["370000TR", "370000PO", "370500TR", "370500PO"]
    assert partners[3].name == "东营市公安局"


def test_an_enterprise_is_an_organisation_that_sees_itself() -> None:
    plant = organisations(DIVISIONS, [PLANT])[-1]
    assert (plant.code, plant.enterprise_code, plant.parent_code) == ("370500001", "370500001", "370502EM")


def test_the_six_log_ins_have_their_roles_in_organisations_that_exist() -> None:
    logins = demo_logins(PLANT.code)
    specs = {o.code: o for o in organisations(DIVISIONS, [PLANT])}
    assert [login.username for login in logins] == [
        "admin",
        "duty",
        "dongying",
        "plant",
        "engineer",
        "auditor",
    ]
    for login in logins:
        offices = {name for name, _ in specs[login.organisation_code].departments}
        assert login.department in offices | {""}
    assert logins[2].roles == (Role.REGULATOR, Role.DUTY_OFFICER)
    assert logins[2].organisation_code == bureau_code("370500")


def test_who_exists_keeps_the_password() -> None:
    logins = demo_logins(PLANT.code)
    passwords = {login.username: "pw-" + login.username for login in logins}
    specs = users(logins, passwords, existing={"duty"})
    assert [s.password for s in specs[:3]] == ["pw-admin", None, "pw-dongying"]


def test_passwords_are_random_private_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "demo-logins.txt"
    passwords = kept_passwords(path, ["admin", "duty"])
    assert len(set(passwords.values())) == 2
    assert all(len(password) == 23 for password in passwords.values())
    assert path.stat().st_mode & 0o777 == 0o600
    more = kept_passwords(path, ["admin", "duty", "plant"])
    assert {**more, **passwords} == more
    assert kept_passwords(path, ["admin", "duty", "plant"]) == more
    assert kept_passwords(tmp_path / "other", ["admin"]) != {"admin": passwords["admin"]}
