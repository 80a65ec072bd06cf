"""Benchmarks: each module has `run(quick, progress)` and returns figures with their goals."""
