import pytest
from django.db import IntegrityError
from tests.support.records import keep_user

from anlan.records.access.models import User

pytestmark = pytest.mark.django_db


def test_a_person_is_found_by_name_in_any_case() -> None:
    user = keep_user()
    assert User.objects.get_by_natural_key("OFFICER") == user


def test_two_names_that_differ_in_case_only_are_one() -> None:
    user = keep_user()
    with pytest.raises(IntegrityError):
        User.objects.create(username="Officer", full_name="x", organisation=user.organisation)
