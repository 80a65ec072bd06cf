"""Reads of the division tree."""

from dataclasses import dataclass

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.records.places.models import Division


@dataclass(frozen=True, slots=True)
class DivisionName:
    """A division without its outline, for lists and choices.

    Attributes:
        level: 1 province, 2 prefecture, 3 county.
        longitude: Label point, WGS-84 [deg].
        latitude: Label point, WGS-84 [deg].
    """

    code: str
    name: str
    short_name: str
    level: int
    longitude: float
    latitude: float


def list_division_names(*, actor: Actor, level: int | None = None, prefix: str = "") -> list[DivisionName]:
    """Return the divisions the actor may see, in order of code.

    Args:
        actor: Needs `places.view`; sees its own subtree.
        level: 1, 2 or 3; None for all.
        prefix: Only codes that begin so.
    """
    actor.require(Permission.PLACES_VIEW)
    rows = Division.objects.filter(in_scope(actor, division="code", enterprise=None), code__startswith=prefix)
    if level is not None:
        rows = rows.filter(level=level)
    fields = ("code", "name", "short_name", "level", "longitude", "latitude")
    return [DivisionName(*row) for row in rows.order_by("code").values_list(*fields)]
