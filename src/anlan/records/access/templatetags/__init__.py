"""Template filters of access control."""
