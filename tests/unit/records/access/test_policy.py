import pytest

from anlan.records.access.policy import ENTERPRISE_ROLES, ROLES, Permission, Role, permissions_of


def test_every_role_is_defined_and_only_the_administrator_may_do_everything() -> None:
    assert set(ROLES) == set(Role)
    assert [role for role in Role if ROLES[role] == set(Permission)] == [Role.ADMINISTRATOR]


def test_roles_add_up() -> None:
    both = permissions_of(["auditor", "engineer"])
    assert {"audit.view", "telemetry.configure"} <= both
    assert "access.manage" not in both


@pytest.mark.parametrize("roles", [[], ["abolished"], [""]])
def test_an_unknown_role_allows_nothing(roles: list[str]) -> None:
    assert permissions_of(roles) == frozenset()


def test_enterprises_neither_manage_nor_configure_nor_audit() -> None:
    for role in ENTERPRISE_ROLES:
        assert not ROLES[role] & {"access.manage", "telemetry.configure", "audit.view", "assets.change"}
