"""Made-up actors."""

from anlan.records.access.api import Actor, Permission


def actor(
    division_prefix: str = "", *, enterprise_code: str = "", permissions: list[str] | None = None
) -> Actor:
    """Return a person with all permissions (or some) and a scope."""
    granted = frozenset(str(p) for p in Permission) if permissions is None else frozenset(permissions)
    return Actor("user", 1, "张三", granted, division_prefix, enterprise_code, frozenset({"all"}), None)
