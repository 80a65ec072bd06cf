"""A message that could not be used: kept with its raw bytes, its reason, and who sent it."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class Reason(StrEnum):
    """Why a message was refused."""

    UNDECODABLE = "undecodable"
    WRONG_SCHEMA = "wrong_schema"
    UNKNOWN_ENTERPRISE = "unknown_enterprise"
    UNKNOWN_POINT = "unknown_point"
    VALUE_NOT_A_NUMBER = "value_not_a_number"
    TIME_IN_FUTURE = "time_in_future"
    TIME_TOO_OLD = "time_too_old"
    TOO_LARGE = "too_large"
    FLOODED = "flooded"
    FOREIGN_OWNER = "foreign_owner"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One refused message, or the refused part of one.

    Attributes:
        gateway: Which gateway refused it (`mqtt`, `http`).
        reason: Code for counting and filtering.
        detail: What exactly was wrong, for a person.
        source: Topic, path or peer it came from.
        owner_code: Enterprise code if it could be told, else "".
        received_us: When [us since epoch, UTC].
        payload: The raw bytes, cut to 64 KiB.
        payload_size: Size before the cut [bytes].
    """

    gateway: str
    reason: Reason
    detail: str
    source: str
    owner_code: str
    received_us: int
    payload: bytes
    payload_size: int


def encode(letter: DeadLetter) -> bytes:
    """Return the letter as MessagePack."""
    return msgspec.msgpack.encode(letter)


def decode(data: bytes) -> DeadLetter:
    """Return the letter in MessagePack bytes.

    Raises:
        msgspec.DecodeError: Not a dead letter (`msgspec.ValidationError` is a kind of it).
    """
    return msgspec.msgpack.decode(data, type=DeadLetter)
