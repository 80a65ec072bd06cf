"""Writes of access control."""
