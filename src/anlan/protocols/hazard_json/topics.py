"""Topics of the plant interface."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PATTERN = re.compile(r"hz/([0-9]{2})/([0-9A-Z]{1,18})/([0-9A-Z]{1,20})/(rts|evt|hb)")


class Kind(StrEnum):
    """What a topic carries."""

    READINGS = "rts"
    EVENT = "evt"
    HEARTBEAT = "hb"


class TopicError(ValueError):
    """The topic is not of the plant interface."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Who speaks, and about what.

    Attributes:
        province: Two-digit GB/T 2260 code.
        enterprise_code: `companyCode` of the national interface.
        device_code: Code of the plant's gateway.
        kind: What the message carries.
    """

    province: str
    enterprise_code: str
    device_code: str
    kind: Kind

    def __str__(self) -> str:
        return f"hz/{self.province}/{self.enterprise_code}/{self.device_code}/{self.kind}"


def parse_topic(text: str) -> Topic:
    """Return the parts of a topic.

    Raises:
        TopicError: Not `hz/{province}/{companyCode}/{gateway}/rts|evt|hb`.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise TopicError(f"not a plant topic: {text[:120]!r}")
    province, enterprise, device, kind = found.groups()
    return Topic(province, enterprise, device, Kind(kind))
