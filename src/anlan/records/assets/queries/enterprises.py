"""Reads of enterprises."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Prefetch, Q, QuerySet

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.records.assets.models import Enterprise, HazardUnit

SORTS = ("code", "name", "division", "hazard_level")
Sort = Literal["code", "name", "division", "hazard_level", "-code", "-name", "-division", "-hazard_level"]


class EnterpriseNotFoundError(LookupError):
    """There is no such enterprise, or it is outside the actor's scope."""


@dataclass(frozen=True, slots=True)
class EnterpriseFilter:
    """Which enterprises to list; what is empty does not filter.

    Attributes:
        text: Part of the name, or the beginning of either code.
        division: Beginning of the division code.
        level: Highest hazard level, 1 to 4.
        active: None for both.
    """

    text: str = ""
    division: str = ""
    level: int | None = None
    active: bool | None = True


def list_enterprises(
    *, actor: Actor, where: EnterpriseFilter | None = None, sort: Sort = "code"
) -> "QuerySet[Enterprise]":
    """Return the enterprises the actor may see, with their division, for pages and exports.

    Args:
        actor: Needs `assets.view`.
        where: Narrows the list.
        sort: Column, `-` before it for descending; ties by code.
    """
    actor.require(Permission.ASSETS_VIEW)
    where = where or EnterpriseFilter()
    rows = Enterprise.objects.filter(_visible(actor), division__code__startswith=where.division)
    if where.text:
        text = where.text.replace("\0", "")
        matches = Q(name__icontains=text) | Q(code__startswith=text) | Q(credit_code__startswith=text.upper())
        rows = rows.filter(matches)
    if where.level is not None:
        rows = rows.filter(hazard_level=where.level)
    if where.active is not None:
        rows = rows.filter(is_active=where.active)
    return rows.select_related("division__parent").order_by(sort, "code")


def get_enterprise(*, actor: Actor, code: str) -> Enterprise:
    """Return one enterprise with its division, units, tanks and devices at hand.

    Raises:
        EnterpriseNotFoundError: Unknown or out of scope: the two cannot be told apart.
    """
    actor.require(Permission.ASSETS_VIEW)
    units = HazardUnit.objects.prefetch_related("tanks").annotate(tank_count=Count("tanks"))
    rows = Enterprise.objects.filter(_visible(actor), code=code).select_related("division__parent")
    found = rows.prefetch_related(Prefetch("hazard_units", units), "devices").first()
    if found is None:
        raise EnterpriseNotFoundError(code)
    return found


def _visible(actor: Actor) -> Q:
    return in_scope(actor, division="division__code", enterprise="code")
