"""Embedded servers and their supervision: what `anlan up` starts when no server is named by URL."""
