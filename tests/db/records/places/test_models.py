import pytest
from tests.support.records import NOW

from anlan.records.places.models import Division


@pytest.mark.django_db
def test_a_division_is_kept_with_its_code() -> None:
    Division.objects.create(
        code="370000", name="山东省", short_name="山东", level=1, longitude=118, latitude=36, saved_at=NOW
    )
    assert Division.objects.get().name == "山东省"
