"""Assets as seeding and synchronisation state them: plain values, references by code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseSpec:
    """An enterprise. `code` is its key.

    Attributes:
        code: City code (4 digits) + serial (5).
        credit_code: GB 32100, checked.
        name: Registered name.
        division_code: County it lies in.
        longitude: WGS-84 [deg].
        latitude: WGS-84 [deg].
        industry_code: GB/T 4754, optional.
        address: Optional.
        hazard_level: Highest level of its major hazard sources, 1 to 4, or None.
        principal: Responsible person, optional.
        phone: Optional.
    """

    code: str
    credit_code: str
    name: str
    division_code: str
    longitude: float
    latitude: float
    industry_code: str = ""
    address: str = ""
    hazard_level: int | None = None
    principal: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardUnitSpec:
    """A production or storage unit. `code` is its key: enterprise code + 3-digit serial.

    Attributes:
        kind: `HazardUnit.Kind` value.
        level: Registered level 1 to 4; None: no major hazard source.
        longitude: WGS-84 [deg].
        latitude: WGS-84 [deg].
    """

    code: str
    enterprise_code: str
    name: str
    kind: str
    longitude: float
    latitude: float
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TankSpec:
    """A storage tank. `code` is its key.

    Attributes:
        shape: `Tank.Shape` value.
        medium: What it holds, in words.
        cas: CAS number, or "".
        volume_m3: Nominal volume [m3], > 0.
        height_m: Height of the shell [m], > 0.
        longitude: WGS-84 [deg].
        latitude: WGS-84 [deg].
    """

    code: str
    unit_code: str
    name: str
    shape: str
    medium: str
    volume_m3: float
    height_m: float
    longitude: float
    latitude: float
    cas: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSpec:
    """A gateway or other device. `code` is its key: enterprise code + 2-digit serial.

    Attributes:
        secret: Its password; only a digest is kept. None leaves the kept one.
        report_interval_s: Agreed reporting cycle [s], >= 1.
    """

    code: str
    enterprise_code: str
    name: str
    secret: str | None = None
    report_interval_s: int = 60
