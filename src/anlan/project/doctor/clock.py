"""Does the clock agree with the database's and the broker's, and is it kept right?"""

import ctypes
from datetime import datetime, timedelta

from anlan.project.doctor.findings import Finding, error, fine, warning

TOLERANCE = timedelta(seconds=2)
_UNSYNCHRONISED = 5
_TIMEX_BYTES = 256


def judge_clock(whose: str, ours: datetime, theirs: datetime) -> Finding:
    """Compare two clocks read at the same moment; `whose` is "database" or "broker"."""
    name, off = f"clock-{whose}", (theirs - ours).total_seconds()
    chinese = {"database": "数据库", "broker": "消息代理"}[whose]
    if abs(off) <= TOLERANCE.total_seconds():
        return fine(name, f"The clocks here and at the {whose} agree.", f"本机与{chinese}时钟一致。")
    return error(
        name,
        f"The clock of the {whose} differs from ours by {off:+.1f} s: alarms get wrong times and readings "
        "are taken for late. Set both by NTP.",
        f"{chinese}时钟与本机相差 {off:+.1f} 秒：报警时间会出错，读数会被当作迟到数据。"
        "请让两端通过 NTP 校时。",
    )


def check_synchronisation() -> Finding:
    """Ask the kernel whether somebody keeps its clock right."""
    return judge_synchronisation(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))


def judge_synchronisation(state: int) -> Finding:
    """Explain the kernel's answer (`adjtimex`); negative: it may not be asked here."""
    if state == _UNSYNCHRONISED:
        return warning(
            "clock-ntp",
            "Nothing keeps this machine's clock right: switch NTP on (timedatectl set-ntp true).",
            "本机时钟未与时间服务器同步：请启用 NTP（timedatectl set-ntp true）。",
        )
    if state < 0:
        return fine("clock-ntp", "Whether NTP runs cannot be told here.", "此环境无法判断 NTP 是否运行。")
    return fine("clock-ntp", "The clock is kept by NTP.", "时钟已由 NTP 同步。")
