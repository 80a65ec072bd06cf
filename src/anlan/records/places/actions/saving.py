"""Bulk, idempotent write of divisions."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anlan.kernel.identifiers import check_division_code
from anlan.records.access.api import Actor, Deed, Permission, record_audits
from anlan.records.places.models import Division
from anlan.records.places.specs import DivisionSpec


@transaction.atomic
def save_divisions(*, specs: Sequence[DivisionSpec], actor: Actor, now: datetime) -> None:
    """Create or update divisions by code.

    Args:
        specs: In any order; every parent is among them or already kept.
        actor: Needs `assets.change`.
        now: For the audit trail.

    Raises:
        InvalidCodeError: A code breaks GB/T 2260.
    """
    actor.require(Permission.ASSETS_CHANGE)
    rows = [_row(spec, now) for spec in sorted(specs, key=lambda spec: check_division_code(spec.code))]
    fields = ["name", "short_name", "level", "parent", "longitude", "latitude", "boundary", "saved_at"]
    Division.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    deeds = [Deed("division", row.code) for row in rows]
    record_audits(actor=actor, action="division.saved", deeds=deeds, now=now)


def parent_of(code: str) -> str | None:
    """Return the code of the division above, None for a province."""
    if code.endswith("0000"):
        return None
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


def _row(spec: DivisionSpec, now: datetime) -> Division:
    parent = parent_of(spec.code)
    if parent is None:
        level = Division.Level.PROVINCE
    else:
        level = Division.Level.PREFECTURE if parent.endswith("0000") else Division.Level.COUNTY
    return Division(
        code=spec.code, name=spec.name, short_name=spec.short_name, level=level, parent_id=parent,
        longitude=spec.longitude, latitude=spec.latitude, boundary=dict(spec.boundary), saved_at=now,
    )  # fmt: skip
