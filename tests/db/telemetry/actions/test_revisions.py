import pytest

from anlan.telemetry.actions.revisions import next_revisions


@pytest.mark.django_db
def test_revisions_grow_and_are_given_once() -> None:
    first, second = next_revisions(3), next_revisions(2)
    assert len({*first, *second}) == 5
    assert first == sorted(first)
    assert min(second) > max(first)
    assert next_revisions(0) == []
