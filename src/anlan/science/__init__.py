"""Formulas and models of the field, with their sources. Pure."""
