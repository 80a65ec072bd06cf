"""Anlan (安澜): the emergency-management data platform of a province."""
