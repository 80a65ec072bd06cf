"""Points, readings, limits, alarms, history: measured quantities from any kind of asset."""
