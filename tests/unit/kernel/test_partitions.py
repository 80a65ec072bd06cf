from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.partitions import partition_of


@given(st.text(), st.integers(1, 1024))
def test_lies_within_the_partitions(owner: str, partitions: int) -> None:
    assert 0 <= partition_of(owner, partitions) < partitions


def test_is_the_crc_32_of_the_code() -> None:
    # Check value of CRC-32/ISO-HDLC for "123456789": 0xCBF43926.
    assert partition_of("123456789", 2**32) == 0xCBF43926


def test_spreads_the_enterprises_of_a_province_evenly() -> None:
    sizes = Counter(partition_of(f"{3700 + n % 17}{n:05d}", 4) for n in range(443))
    assert len(sizes) == 4
    assert max(sizes.values()) < 1.3 * 443 / 4


def test_refuses_no_partitions() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        partition_of("370500001", 0)
