import pytest
from django.test import Client
from tests.support.records import keep_user

from anlan.records.access.backends import AccountBackend
from anlan.records.access.models import Organisation, User

pytestmark = pytest.mark.django_db


def test_a_person_comes_with_all_an_actor_needs(django_assert_num_queries: object) -> None:
    user = keep_user()
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = AccountBackend().get_user(user.pk)
        assert found is not None
        assert [grant.role for grant in found.grants.all()] == ["regulator"]
        assert found.organisation.code == "370500EM"


@pytest.mark.parametrize("model", [User, Organisation])
def test_a_session_is_nobodys_once_person_or_organisation_is_closed(
    client: Client, model: type[User] | type[Organisation]
) -> None:
    client.force_login(keep_user())
    assert client.get("/account").status_code == 200
    model.objects.all().update(is_active=False)
    assert client.get("/account").status_code == 302
