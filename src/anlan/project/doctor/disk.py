"""Is there room on the disk?"""

import shutil
from pathlib import Path

from anlan.project.doctor.findings import Finding, error, fine, warning

WARN_BELOW_BYTES, WARN_BELOW_SHARE = 10 << 30, 0.10
FAIL_BELOW_BYTES = 1 << 30


def check_disk(folder: Path) -> Finding:
    """Say how much room is left where a folder lies."""
    usage = shutil.disk_usage(folder)
    return judge_disk(folder, free=usage.free, total=usage.total)


def judge_disk(folder: Path, *, free: int, total: int) -> Finding:
    """Say whether the room that is left [bytes] will do."""
    room = f"{free / (1 << 30):.1f} GiB ({free / total:.0%})"
    english, chinese = f"{room} left on the disk of {folder}", f"{folder} 所在磁盘剩余 {room}"
    if free < FAIL_BELOW_BYTES:
        return error(
            "disk",
            f"{english}: the broker soon refuses readings. Make room or move the folder.",
            f"{chinese}：消息代理即将拒收数据。请清理磁盘或迁移目录。",
        )
    if free < min(WARN_BELOW_BYTES, WARN_BELOW_SHARE * total):
        return warning(
            "disk", f"{english}: nearly full. Make room soon.", f"{chinese}：磁盘将满，请尽快清理。"
        )
    return fine("disk", f"{english}.", f"{chinese}。")
