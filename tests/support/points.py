"""Made-up points for database tests."""

from collections.abc import Sequence

from anlan.records.assets.api import DeviceSpec, save_devices
from anlan.telemetry.api import LimitSpec, PointSpec, save_points
from tests.support.records import NOW, keep_enterprises, platform

LEVEL_LIMITS = (
    LimitSpec(kind="LL", value=0.5, deadband=0.1),
    LimitSpec(kind="L", value=1.0, deadband=0.1),
    LimitSpec(kind="H", value=8.0, deadband=0.2, priority=3),
    LimitSpec(kind="HH", value=9.0, deadband=0.2, priority=4),
)


def point_spec(code: str, device_code: str, limits: Sequence[LimitSpec] = LEVEL_LIMITS) -> PointSpec:
    """Return a level point of 0 to 10 m."""
    return PointSpec(
        code=code, device_code=device_code, name=f"液位 {code}", quantity="LT", uom="m", range_low=0,
        range_high=10, cycle_s=1, limits=limits,
    )  # fmt: skip


def keep_points(count: int = 3, *, division_codes: Sequence[str] = ("370502",)) -> list[str]:
    """Keep one enterprise with one device in each division and `count` points each; return the codes."""
    codes: list[str] = []
    for enterprise in keep_enterprises(*division_codes):
        device = f"{enterprise}01"
        spec = DeviceSpec(code=device, enterprise_code=enterprise, name="网关", report_interval_s=1)
        save_devices(specs=[spec], actor=platform(), now=NOW)
        specs = [point_spec(f"{device}LT{i:03d}", device) for i in range(count)]
        save_points(specs=specs, actor=platform(), now=NOW)
        codes += [spec.code for spec in specs]
    return codes
