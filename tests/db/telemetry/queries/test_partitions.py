import pytest
from tests.support.actors import actor
from tests.support.records import NOW, platform

from anlan.records.access.api import PermissionDeniedError
from anlan.telemetry.api import PartitionState, list_partitions


@pytest.mark.django_db
def test_shows_where_the_workers_stand_without_the_arrays(django_assert_num_queries: object) -> None:
    for number in (1, 0):
        PartitionState.objects.create(partition=number, state=b"x" * 100, updated_at=NOW)
    found = list_partitions(actor=platform())
    assert [row.partition for row in found] == [0, 1]
    assert all("state" in row.get_deferred_fields() for row in found)
    with pytest.raises(PermissionDeniedError):
        list_partitions(actor=actor(permissions=[]))
