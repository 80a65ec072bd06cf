"""Do the workers get on? The newest entry of each stream against where its worker stands, looked at twice."""

from collections.abc import Mapping

from anlan.project.doctor.findings import Finding, error, fine, warning

FAR_BEHIND_ENTRIES = 2_000


def judge_progress(
    last: Mapping[int, int], before: Mapping[int, int], after: Mapping[int, int], *, waited_s: float
) -> Finding:
    """Say whether the worker of every partition gets on.

    Args:
        last: Newest sequence of each stream, read before the first look.
        before: What each worker had applied at the first look.
        after: Likewise at the second.
        waited_s: Time between the looks [s].
    """
    lag = {n: sequence - after.get(n, 0) for n, sequence in last.items()}
    stuck = [n for n, behind in lag.items() if behind > 0 and after.get(n, 0) <= before.get(n, 0)]
    if stuck:
        english = ", ".join(f"{n} ({lag[n]} behind)" for n in stuck)
        chinese = "、".join(f"{n}（落后 {lag[n]} 条）" for n in stuck)
        return error(
            "workers",
            f"No worker has got on with partition {english} for {waited_s:.0f} s: alarms are not judged. "
            "Is `anlan worker` running? See var/log/worker-1.log.",
            f"分区 {chinese} 已 {waited_s:.0f} 秒没有进展：报警未被判定。"
            "请确认 `anlan worker` 正在运行，并查看 var/log/worker-1.log。",
        )
    far = [n for n, behind in lag.items() if behind > FAR_BEHIND_ENTRIES]
    if far:
        numbers = ", ".join(str(n) for n in far)
        return warning(
            "workers",
            f"The workers are over {FAR_BEHIND_ENTRIES} entries behind in partition {numbers}, but catch up. "
            "If this stays, start more workers.",
            f"分区 {numbers} 的处理落后超过 {FAR_BEHIND_ENTRIES} 条，正在追赶。若持续如此，请增加处理进程。",
        )
    return fine("workers", "The workers keep up.", "处理进程正常。")
