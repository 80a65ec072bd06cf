"""Writes of divisions."""
