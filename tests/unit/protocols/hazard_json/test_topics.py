import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.hazard_json.topics import Kind, Topic, TopicError, parse_topic


def test_names_province_enterprise_gateway_and_kind() -> None:
    assert parse_topic("hz/37/370500001/37050000101/rts") == Topic(
        "37", "370500001", "37050000101", Kind.READINGS
    )


@given(
    st.builds(
        Topic,
        st.from_regex(r"[0-9]{2}", fullmatch=True, alphabet="0123456789"),
        st.from_regex(r"[0-9]{9}", fullmatch=True, alphabet="0123456789"),
        st.from_regex(r"[0-9A-Z]{1,20}", fullmatch=True),
        st.sampled_from(Kind),
    )
)
def test_gives_back_what_was_written(topic: Topic) -> None:
    assert parse_topic(str(topic)) == topic


@pytest.mark.parametrize(
    "text", ["", "hz", "hz/37/1/1/cmd", "hz/37/370500001/1/rts/x", "xx/37/1/1/rts", "hz/37/+/1/rts"]
)
def test_refuses_other_topics(text: str) -> None:
    with pytest.raises(TopicError, match="not a plant topic"):
        parse_topic(text)


@given(st.text())
def test_any_text_is_a_topic_or_a_topic_error(text: str) -> None:
    with contextlib.suppress(TopicError):
        assert str(parse_topic(text)) == text
