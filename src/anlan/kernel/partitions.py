"""Partition of an owner: a stable hash, the same in every process and release."""

from zlib import crc32


def partition_of(owner_code: str, partitions: int) -> int:
    """Return the partition, 0 to `partitions` - 1, that owns all data of one owner.

    Args:
        owner_code: Code of the enterprise, vehicle or station (UTF-8 when hashed).
        partitions: Number of partitions, >= 1. Changing it moves owners: only on an idle log.

    Returns:
        CRC-32 (ISO-HDLC) of the code modulo the number of partitions.

    Raises:
        ValueError: `partitions` is below 1.

    Example:
        >>> partition_of("123456789", 4)
        2
    """
    if partitions < 1:
        raise ValueError(f"partitions must be at least 1, got {partitions}")
    return crc32(owner_code.encode()) % partitions
