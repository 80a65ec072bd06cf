"""What crosses a process boundary: batches, events, and the subjects they travel on. Pure."""
