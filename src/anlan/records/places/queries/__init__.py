"""Reads of divisions."""
