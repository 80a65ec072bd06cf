import pytest

from anlan.bus.memory import matches


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        ("a.b", "a.b", True),
        ("a.*", "a.b", True),
        ("a.*", "a.b.c", False),
        ("a.>", "a.b.c", True),
        ("a.>", "a", False),
        (">", "a", True),
        ("a.*.c", "a.b.d", False),
    ],
)
def test_patterns_match_as_nats_does(pattern: str, subject: str, *, expected: bool) -> None:
    assert matches(pattern, subject) is expected
