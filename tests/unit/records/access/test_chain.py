import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.records.access.chain import GENESIS, Content, canonical, link, links, sm3

CONTENT = Content(
    at=datetime(2026, 11, 24, tzinfo=UTC), actor_kind="user", actor_id=1, actor_name="张三",
    action="user.created", subject_kind="user", subject_id="2", detail={"a": 1}, address="192.0.2.1",
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_digests_of_the_standards_examples(message: bytes, digest: str) -> None:
    assert sm3(message) == digest


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "李四"}, {"detail": {"a": 2}}, {"subject_id": "3"}, {"address": None},
        {"actor_id": None},
        {"at": datetime(2026, 11, 24, 0, 0, 0, 1, tzinfo=UTC)}, {"action": "user.changed"},
        {"actor_kind": "key"}, {"subject_kind": "key"},
    ],
)  # fmt: skip
def test_any_change_changes_the_digest(change: dict[str, object]) -> None:
    assert link(GENESIS, 1, replace(CONTENT, **change)) != link(GENESIS, 1, CONTENT)  # type: ignore[arg-type]


def test_number_and_predecessor_are_part_of_the_digest() -> None:
    assert len({link(GENESIS, 1, CONTENT), link(GENESIS, 2, CONTENT), link("1" * 64, 1, CONTENT)}) == 3


def test_consecutive_rows_hang_on_each_other() -> None:
    first, second = links(GENESIS, 1, [CONTENT, CONTENT])
    assert second == link(first, 2, CONTENT)


@given(JSON)
def test_the_canonical_form_is_stable_and_survives_json(value: object) -> None:
    once = canonical(value)
    assert canonical(json.loads(json.dumps(once, allow_nan=False))) == once


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1.0, 1),
        (float("nan"), "nan"),
        ("a\0b", "ab"),
        ({1: {"b", "a"}}, {"1": ["a", "b"]}),
        (1e300, int(1e300)),
    ],
)
def test_what_jsonb_would_change_is_changed_before(value: object, kept: object) -> None:
    assert canonical(value) == kept
