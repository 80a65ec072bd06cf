"""Telemetry history: Delta Lake tables written with `deltalake`, read with DuckDB. No Django.

Words: a *slot* is one value of a table's time partition (a day, a month), a *run* is a set of files
written together, sorted by (point, ts) and not overlapping; a *flush* is the run one append writes.
A *closed* day has one run; only closed days are rolled up. Days are Asia/Shanghai days (UTC+8, no
summer time), so that a calendar day of the people who ask is one slot.
"""
