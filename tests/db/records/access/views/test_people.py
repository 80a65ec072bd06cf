from typing import Any

import pytest
from django.test import Client
from tests.support.records import keep_user

from anlan.records.access.models import Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client) -> User:
    chief = keep_user("chief", "administrator")
    client.force_login(chief)
    return chief


def form(chief: User, **changes: Any) -> dict[str, Any]:
    values = {
        "username": "li", "full_name": "李", "organisation": chief.organisation_id, "roles": ["engineer"],
        "is_active": "on",
    }  # fmt: skip
    return {**values, **changes}


def test_a_new_person_gets_a_password_shown_once(client: Client, chief: User) -> None:
    page = client.post("/users/new", form(chief)).content.decode()
    assert 'id="password"' in page
    assert "李" in client.get("/users").content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"username": "chief"}, {"roles": ["enterprise_officer"]}, {"organisation": 0}, {"roles": ["x"]}],
)
def test_a_wrong_form_is_shown_again(client: Client, chief: User, changes: dict[str, Any]) -> None:
    assert client.post("/users/new", form(chief, **changes)).status_code == 422
    assert User.objects.count() == 1


def test_a_person_is_changed_and_closed(client: Client, chief: User) -> None:
    user = keep_user()
    page = f"/users/{user.pk}"
    assert "Officer" in client.get(page).content.decode()
    assert client.post(page, form(chief, username="officer", is_active="")).status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.is_active) == ("李", False)


def test_nobody_closes_themselves(client: Client, chief: User) -> None:
    own = form(chief, username="chief", roles=["administrator"], is_active="")
    assert client.post(f"/users/{chief.pk}", own).status_code == 422


def test_a_reset_shows_the_new_password(client: Client, chief: User) -> None:
    user = keep_user()
    assert 'id="password"' in client.post(f"/users/{user.pk}/reset").content.decode()


def test_lists_are_filtered_and_paged(client: Client, chief: User) -> None:
    for number in range(60):
        User.objects.create(
            username=f"u{number:02d}", full_name=f"U{number}", organisation=chief.organisation, password="!"
        )
    page = client.get("/users", {"text": "u", "page": "2", "role": ""}).content.decode()
    assert "?text=u&amp;page=1" in page.replace("role=&amp;", "")
    assert ">u59<" in page
    assert ">u59<" not in client.get("/users", {"role": "administrator"}).content.decode()


def test_organisations_are_made_and_changed(client: Client, chief: User) -> None:
    values = {"code": "T", "name": "局", "kind": "police", "division_code": "370502", "is_active": "on"}
    assert client.post("/organisations/new", values).status_code == 302
    page = f"/organisations/{Organisation.objects.get(code='T').pk}"
    assert client.post(page, {**values, "name": "新"}).status_code == 302
    assert "新" in client.get("/organisations", {"text": "T"}).content.decode()
    assert client.post(page, {**values, "division_code": "999"}).status_code == 422
    assert client.post(page, {**values, "division_code": "370300"}).status_code == 422


def test_an_enterprises_organisation_is_not_edited_here(client: Client, chief: User) -> None:
    plant = keep_user("plant", "enterprise_officer", enterprise_code="370500001", division_code="370502")
    assert client.get(f"/organisations/{plant.organisation_id}").status_code == 404
