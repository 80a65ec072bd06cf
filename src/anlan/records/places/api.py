"""The door of places: administrative divisions and their boundaries."""

from anlan.records.places.actions.saving import DivisionSpec, save_divisions

__all__ = ["DivisionSpec", "save_divisions"]
