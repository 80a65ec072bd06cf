"""The door of places: administrative divisions and their boundaries."""

from anlan.records.places.actions.saving import save_divisions
from anlan.records.places.publication import published_divisions
from anlan.records.places.queries.boundaries import boundaries, boundaries_version
from anlan.records.places.queries.divisions import DivisionName, list_division_names
from anlan.records.places.queries.locating import find_division_at
from anlan.records.places.specs import DivisionSpec

__all__ = [
    "DivisionName",
    "DivisionSpec",
    "boundaries",
    "boundaries_version",
    "find_division_at",
    "list_division_names",
    "published_divisions",
    "save_divisions",
]
