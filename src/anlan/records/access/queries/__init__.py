"""Reads of access control."""
