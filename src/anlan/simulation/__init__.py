"""A province that speaks real protocols through the front door. Seeded and deterministic."""
