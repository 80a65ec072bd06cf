"""Shared facts, one Django app each: access < places < assets < ..."""
