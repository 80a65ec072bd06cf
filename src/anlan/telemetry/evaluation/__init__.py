"""Judging readings against limits: NumPy arrays, one slot a point, no Django, no clock.

A *slot* is the place of a point in the arrays of its partition. A *bit* is one condition of a point:
LL, L, H, HH or DATA. Bits have delays and deadbands; the *status* of a side (low, high, data) follows
from them: 0 normal, 1 first level, 2 second level. A change of status is a *transition*, and becomes a
step in the life of an alarm.

Modules: `judgement` (limits as arrays), `bits` (one step of all conditions), `ring` (the last readings,
for those that come late), `state` (what is kept between batches), `late` (readings out of order),
`transitions` (the output), `engine` (a batch through all of it), `storage` (state to bytes and back).

Semantics: hazchem.md 2.5 after OPC UA Part 9 and ISA-18.2.
"""
