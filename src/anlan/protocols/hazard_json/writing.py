"""The encoder of the plant interface: what an edge gateway sends."""

from collections.abc import Sequence
from typing import Any

import orjson

from anlan.protocols.hazard_json.reports import Header
from anlan.protocols.hazard_json.times import format_time
from anlan.protocols.hazard_json.tolerant import BACKFILL


def encode_report(
    header: Header,
    *,
    ts_us: int,
    codes: Sequence[str],
    values: Sequence[float],
    valid: Sequence[bool] | None = None,
) -> bytes:
    """Return the payload of one report.

    Args:
        header: Who sends it.
        ts_us: Collection time [us since epoch, UTC]; milliseconds are kept.
        codes: Point codes.
        values: One a code, finite.
        valid: One a code; None: all valid.
    """
    flags = [1] * len(codes) if valid is None else [int(flag) for flag in valid]
    body: dict[str, Any] = {
        "dataId": header.data_id,
        "enterpriseId": header.enterprise_code,
        "gatewayId": header.device_code,
        "collectTime": format_time(ts_us),
        "isConnectDataSource": True,
        "reportType": BACKFILL if header.backfill else "report",
        "datas": [
            {"quotaId": code, "value": value, "isValid": flag}
            for code, value, flag in zip(codes, values, flags, strict=True)
        ],
    }
    return orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY)
