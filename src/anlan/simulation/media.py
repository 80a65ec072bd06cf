"""What the simulated tanks hold: substances with what decides their instruments and limits.

Substance data (CAS, LEL, exposure limits): hazchem.md 1.2 and 2.3. Storage temperatures, pressures and
tank sizes are plausible values of ours [design], not rules.
"""

from dataclasses import dataclass
from typing import Literal

Shape = Literal["fixed_roof", "floating_roof", "sphere", "horizontal"]


@dataclass(frozen=True, slots=True)
class Medium:
    """One stored substance.

    Attributes:
        name: Chinese name. cas: CAS number. letter: Letter of its tanks' tags.
        shapes: Tank shapes it is kept in, the commonest first.
        detector: "GT-F" (flammable, %LEL) or "GT-T" (toxic, ppm).
        toxic_oel_ppm: Exposure limit that sets the toxic detector's limits [ppm], 0 for flammable ones.
        detector_range: Upper end of the detector's range in its unit.
        storage_c: Mean liquid temperature above (or, if `cooled`, instead of) the ambient one [Celsius].
        cooled: Kept at `storage_c` by refrigeration, whatever the weather.
        temperature_limits_c: L, H, HH [Celsius]; L is None unless it freezes or thickens.
        vapour_kpa: Gauge vapour pressure at 20 Celsius [kPa] if kept liquefied, else 0 (atmospheric).
        weight: How common it is.
    """

    name: str
    cas: str
    shapes: tuple[Shape, ...]
    detector: Literal["GT-F", "GT-T"]
    toxic_oel_ppm: float
    detector_range: float
    storage_c: float
    cooled: bool
    temperature_limits_c: tuple[float | None, float, float]
    vapour_kpa: float
    weight: int


FIXED: tuple[Shape, ...] = ("fixed_roof",)
ROOFS: tuple[Shape, ...] = ("floating_roof", "fixed_roof")
GAS_SPHERES: tuple[Shape, ...] = ("sphere", "horizontal")

MEDIA = {
    medium.cas: medium
    for medium in (
        Medium("汽油", "86290-81-5", ROOFS, "GT-F", 0, 100, 1, False, (None, 40, 45), 0, 10),
        Medium("甲醇", "67-56-1", ROOFS, "GT-F", 0, 100, 1, False, (None, 40, 45), 0, 9),
        Medium("苯", "71-43-2", FIXED, "GT-T", 1.85, 10, 16, True, (8, 35, 40), 0, 6),
        Medium("甲苯", "108-88-3", ROOFS, "GT-F", 0, 100, 1, False, (None, 40, 45), 0, 5),
        Medium("苯乙烯", "100-42-5", FIXED, "GT-F", 0, 100, 14, True, (None, 20, 25), 0, 4),
        Medium("丙酮", "67-64-1", FIXED, "GT-F", 0, 100, 1, False, (None, 40, 45), 0, 3),
        Medium("环己烷", "110-82-7", FIXED, "GT-F", 0, 100, 18, True, (10, 40, 45), 0, 2),
        Medium("乙醇", "64-17-5", FIXED, "GT-F", 0, 100, 1, False, (None, 40, 45), 0, 3),
        Medium("乙酸乙酯", "141-78-6", FIXED, "GT-F", 0, 100, 1, False, (None, 40, 45), 0, 2),
        Medium("正己烷", "110-54-3", FIXED, "GT-F", 0, 100, 1, False, (None, 40, 45), 0, 2),
        Medium("丙烯腈", "107-13-1", FIXED, "GT-T", 0.91, 20, 12, True, (None, 30, 35), 0, 2),
        Medium("环氧丙烷", "75-56-9", GAS_SPHERES, "GT-F", 0, 100, 8, True, (None, 25, 30), 60, 3),
        Medium("液化石油气", "68476-85-7", GAS_SPHERES, "GT-F", 0, 100, 1, False, (None, 40, 45), 520, 10),
        Medium("1,3-丁二烯", "106-99-0", GAS_SPHERES, "GT-F", 0, 100, 12, True, (None, 27, 32), 140, 3),
        Medium("氯乙烯", "75-01-4", GAS_SPHERES, "GT-F", 0, 100, 1, False, (None, 40, 45), 235, 3),
        Medium("二甲醚", "115-10-6", GAS_SPHERES, "GT-F", 0, 100, 1, False, (None, 40, 45), 410, 2),
        Medium("液氨", "7664-41-7", GAS_SPHERES, "GT-T", 28.2, 100, 1, False, (None, 40, 45), 755, 7),
        Medium("液氯", "7782-50-5", ("horizontal",), "GT-T", 0.34, 5, 1, False, (None, 40, 45), 580, 4),
        Medium("环氧乙烷", "75-21-8", ("horizontal",), "GT-T", 1.09, 10, 4, True, (None, 15, 20), 350, 2),
        Medium("氟化氢", "7664-39-3", ("horizontal",), "GT-T", 2.4, 10, 10, True, (None, 18, 22), 60, 1),
    )
}
"""Substances by CAS number."""
