"""Seed a platform: idempotent, in one go, with progress."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.contrib.auth import get_user_model

from anlan.project.seeding import people, plants
from anlan.project.seeding.installation import SimulationFiles
from anlan.records.access.api import Actor, save_organisations, save_users, system_actor
from anlan.records.assets.api import save_devices, save_enterprises, save_hazard_units, save_tanks
from anlan.records.places.api import published_divisions, save_divisions
from anlan.simulation.catalogue import Province
from anlan.simulation.credentials import device_secret
from anlan.simulation.province import Size
from anlan.simulation.storage import CatalogueMissingError, load_catalogue, save_catalogue
from anlan.telemetry.api import load_point_directory, save_points

STEPS = ("divisions", "organisations", "log-ins", "enterprises", "tanks", "devices", "points", "catalogue")
"""What `seed` tells its progress about, in order."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What to seed.

    Attributes:
        var: The installation's folder: log-ins, simulator's files.
        seed: Decides the simulated province.
        size: How big it is.
        report_interval_s: Agreed reporting cycle of its gateways [s].
    """

    var: Path
    seed: int = 1
    size: Size = field(default_factory=Size)
    report_interval_s: int = 10

    @property
    def logins(self) -> Path:
        """File with the demonstration's log-ins."""
        return self.var / "demo-logins.txt"

    @property
    def files(self) -> SimulationFiles:
        """The simulator's files."""
        return SimulationFiles(self.var / "simulation")


def is_seeded(wanted: Seed) -> bool:
    """Return whether this very province was seeded here already, into this database."""
    try:
        kept = load_catalogue(wanted.files.catalogue)
    except CatalogueMissingError:
        return False
    province = plants.simulated_province(published_divisions(), seed=wanted.seed, size=wanted.size)
    directory = load_point_directory(partitions=1)
    known = dict(zip(directory.codes.to_pylist(), directory.cycle_s.tolist(), strict=True))
    cycle_s = float(wanted.report_interval_s)
    return kept == province and all(known.get(point.code) == cycle_s for point in province.points)


def seed_platform(wanted: Seed, *, now: datetime, progress: Callable[[str], None]) -> Province:
    """Write everything that is missing or different, and return the simulated province.

    Args:
        wanted: What.
        now: For the audit trail.
        progress: Told each of `STEPS` as it begins.
    """
    actor = system_actor("seed")
    divisions = published_divisions()
    province = plants.simulated_province(divisions, seed=wanted.seed, size=wanted.size)
    progress("divisions")
    save_divisions(specs=divisions, actor=actor, now=now)
    progress("organisations")
    organisations = people.organisations(divisions, province.enterprises)
    save_organisations(specs=organisations, actor=actor, now=now)
    progress("log-ins")
    _save_logins(wanted.logins, province.enterprises[-1].code, actor, now)
    _save_plants(wanted, province, actor, now, progress)
    progress("catalogue")
    save_catalogue(province, wanted.files.catalogue)
    return province


def _save_logins(path: Path, plant_code: str, actor: Actor, now: datetime) -> None:
    logins = people.demo_logins(plant_code)
    names = [login.username for login in logins]
    passwords = people.kept_passwords(path, names)
    found = get_user_model().objects.filter(username__in=names).values_list("username", flat=True)
    save_users(specs=people.users(logins, passwords, existing=set(found)), actor=actor, now=now)


def _save_plants(
    wanted: Seed, province: Province, actor: Actor, now: datetime, progress: Callable[[str], None]
) -> None:
    progress("enterprises")
    save_enterprises(specs=plants.enterprise_specs(province), actor=actor, now=now)
    save_hazard_units(specs=plants.unit_specs(province), actor=actor, now=now)
    progress("tanks")
    save_tanks(specs=plants.tank_specs(province), actor=actor, now=now)
    progress("devices")
    secret = wanted.files.secret()
    devices = plants.device_specs(
        province,
        secret_of=lambda code: device_secret(secret, code),
        report_interval_s=wanted.report_interval_s,
    )
    save_devices(specs=devices, actor=actor, now=now)
    progress("points")
    points = plants.point_specs(province, cycle_s=wanted.report_interval_s)
    save_points(specs=points, actor=actor, now=now)
