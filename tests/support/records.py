"""Made-up records for database tests."""

from datetime import UTC, datetime

from anlan.kernel.identifiers import credit_check_character
from anlan.records.access.api import (
    Actor,
    OrganisationSpec,
    UserSpec,
    save_organisations,
    save_users,
    system_actor,
)
from anlan.records.access.models import User
from anlan.records.assets.api import EnterpriseSpec, save_enterprises
from anlan.records.places.api import DivisionSpec, save_divisions

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SQUARE = [[[[118.0, 37.0], [119.0, 37.0], [119.0, 38.0], [118.0, 38.0], [118.0, 37.0]]]]
NAMES = {
    "370000": ("山东省", "山东"), "370300": ("淄博市", "淄博"), "370302": ("淄川区", "淄川"),
    "370500": ("东营市", "东营"), "370502": ("东营区", "东营"), "370503": ("河口区", "河口"),
}  # fmt: skip


def platform() -> Actor:
    """Return an actor that may do everything."""
    return system_actor("tests")


def keep_divisions() -> None:
    """Keep a province of two prefectures and three counties, all one square."""
    boundary = {"type": "MultiPolygon", "coordinates": SQUARE}
    specs = [
        DivisionSpec(
            code=code, name=name, short_name=short, longitude=118.5, latitude=37.5, boundary=boundary
        )
        for code, (name, short) in NAMES.items()
    ]
    save_divisions(specs=specs, actor=platform(), now=NOW)


def enterprise_spec(serial: int, division_code: str) -> EnterpriseSpec:
    """Return a made-up enterprise of a division with valid codes."""
    body = f"91{division_code}{serial:09d}"
    return EnterpriseSpec(
        code=f"{division_code[:4]}{serial:05d}", credit_code=body + credit_check_character(body),
        name=f"企业{serial}", division_code=division_code, longitude=118.6, latitude=37.4,
        hazard_level=serial % 4 + 1,
    )  # fmt: skip


def keep_enterprises(*codes: str) -> list[str]:
    """Keep the divisions and one made-up enterprise in each named division; return their codes."""
    keep_divisions()
    specs = [enterprise_spec(number, code) for number, code in enumerate(codes, start=1)]
    save_enterprises(specs=specs, actor=platform(), now=NOW)
    return [spec.code for spec in specs]


def keep_user(
    username: str = "officer", *roles: str, division_code: str = "370500", enterprise_code: str = "",
    password: str | None = None,
) -> User:  # fmt: skip
    """Keep a person of an organisation in a division; return them."""
    organisation = OrganisationSpec(
        code=enterprise_code or f"{division_code}EM", name=f"局{enterprise_code or division_code}",
        kind="enterprise" if enterprise_code else "emergency",
        division_code=division_code, enterprise_code=enterprise_code,
    )  # fmt: skip
    save_organisations(specs=[organisation], actor=platform(), now=NOW)
    person = UserSpec(
        username=username, full_name=username.title(), organisation_code=organisation.code,
        roles=roles or ("regulator",), password=password,
    )  # fmt: skip
    save_users(specs=[person], actor=platform(), now=NOW)
    return User.objects.get(username=username)
