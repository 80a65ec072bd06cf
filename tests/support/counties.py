"""A few made-up counties for tests of the simulation: squares in Shandong's prefectures."""

from anlan.simulation.siting import County


def square(code: str, longitude: float, latitude: float, half_deg: float = 0.1) -> County:
    """Return a square county around its label point."""
    west, east, south, north = (
        longitude - half_deg, longitude + half_deg, latitude - half_deg, latitude + half_deg,
    )  # fmt: skip
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return County(code, f"县{code[-2:]}", f"市{code[2:4]}", longitude, latitude, [[ring]])


COUNTIES = [
    square(f"37{prefecture:02d}{county:02d}", 115.2 + prefecture * 0.3, 35 + county * 0.4)
    for prefecture in (*range(1, 12), *range(13, 18))
    for county in (2, 3, 5)
]
