"""Plants with points for the chaos tests, put into a running installation: `python -m tests.chaos.seeding`.

A program of its own, because the installation has another database than the test run. Prints the accounts.
"""

import asyncio
import itertools
import sys
from secrets import token_urlsafe

import django
import msgspec

from anlan.kernel.partitions import partition_of
from tests.chaos.signals import DEADBAND, LIMITS, RANGE

DIVISION = "370502"
ENTERPRISES = 4
"""One for each partition."""
POINTS = 24
CYCLE_S = 3600
"""So that source time may run faster than real time: lateness and staleness are counted in cycles."""


class Account(msgspec.Struct, frozen=True):
    """What a plant needs to report.

    Attributes:
        enterprise_code: Nine digits. device_code: User name at the broker. secret: Its password.
        codes: Codes of its points, in the order of `signals`.
        first: Number of its first point in `signals`.
    """

    enterprise_code: str
    device_code: str
    secret: str
    codes: tuple[str, ...]
    first: int


def serial_in(partition: int, at_least: int) -> int:
    """Return the first serial whose enterprise belongs to a partition: each partition has its plant."""
    serials = itertools.count(at_least)
    return next(n for n in serials if partition_of(f"{DIVISION[:4]}{n:05d}", ENTERPRISES) == partition)


def keep_plants(first_serial: int) -> list[Account]:
    """Keep the plants of one run; two runs differ in codes only."""
    from anlan.records.assets.api import DeviceSpec, save_devices, save_enterprises  # noqa: PLC0415
    from anlan.telemetry.api import LimitSpec, PointSpec, save_points  # noqa: PLC0415
    from tests.support.records import NOW, enterprise_spec, platform  # noqa: PLC0415

    who, now = platform(), NOW
    accounts = []
    for number in range(ENTERPRISES):
        enterprise = enterprise_spec(serial_in(number, first_serial), DIVISION)
        device = f"{enterprise.code}01"
        secret = token_urlsafe(24)
        save_enterprises(specs=[enterprise], actor=who, now=now)
        save_devices(
            specs=[DeviceSpec(code=device, enterprise_code=enterprise.code, name="网关", secret=secret)],
            actor=who,
            now=now,
        )
        first = number * POINTS
        points = [
            PointSpec(
                code=f"{device}P{point:03d}", device_code=device, name=f"点 {point}", quantity="LT", uom="%",
                range_low=RANGE[0], range_high=RANGE[1], cycle_s=CYCLE_S,
                limits=[
                    LimitSpec(kind=kind, value=value, deadband=DEADBAND, on_delay_s=2 * (point % 3 == 1),
                              off_delay_s=3 * (point % 4 == 2), min_consecutive=1 + (point % 5 == 3))
                    for kind, value in LIMITS.items()
                ],
            )
            for point in range(first, first + POINTS)
        ]  # fmt: skip
        save_points(specs=points, actor=who, now=now)
        codes = tuple(point.code for point in points)
        accounts.append(Account(enterprise.code, device, secret, codes, first))
    return accounts


def main() -> None:
    """Keep the plants of a calm and a stormy run, and print their accounts."""
    django.setup()
    from tests.support.records import keep_divisions  # noqa: PLC0415 -- after set-up

    keep_divisions()
    from anlan.project.commands.seed import tell_points_changed  # noqa: PLC0415

    runs = {"storm": keep_plants(1), "calm": keep_plants(101)}
    asyncio.run(tell_points_changed())
    sys.stdout.buffer.write(msgspec.json.encode(runs))


if __name__ == "__main__":
    main()
