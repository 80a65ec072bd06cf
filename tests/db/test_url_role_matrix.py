"""Every address and every API operation x every role: the expected answer is declared in `addresses.py`.

A new address without an entry fails; so does an entry whose address is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.db.addresses import ADDRESSES, ANYBODY, LOGGED_IN, Address, Things, keep_things

from anlan.project.openapi import api
from anlan.records.access.policy import ROLES, Role

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def keep_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live streams give their connection back before they wait; here all share the test's transaction."""
    monkeypatch.setattr("anlan.telemetry.views.live.connection", Mock())


@dataclass(frozen=True, slots=True)
class Place:
    """One address as the resolver or the API's description knows it."""

    key: str
    name: str
    is_api: bool


def pages(patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = "") -> Iterator[Place]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from pages(pattern.url_patterns, route, inner)
        elif not route.startswith("api/v1/"):
            yield Place(route, f"{space}{pattern.name}", is_api=False)


def operations() -> Iterator[Place]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield Place(f"{method.upper()} {path.removeprefix(API)}", path, is_api=True)


@cache
def places() -> dict[str, Place]:
    return {place.key: place for place in (*pages(get_resolver().url_patterns), *operations())}


def ask(client: Client, address: Address, things: dict[str, object], place: Place) -> Any:
    arguments = {name: things[thing] for name, thing in address.arguments.items()}
    if place.is_api:
        path = API + place.key.split(" ")[1]
        for name, value in arguments.items():
            path = path.replace("{" + name + "}", str(value))
    else:
        path = reverse(place.name, kwargs=arguments)
    method = place.key.split(" ")[0] if place.is_api else address.method
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        body = address.body.replace("{revision}", str(things.get("revision", "")))
        answer = client.generic(method, path, body, address.content_type, QUERY_STRING=address.query)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return answer


def is_log_in(response: Any) -> bool:
    return bool(response.status_code == 302 and response["Location"].startswith("/login"))


def test_every_address_is_declared() -> None:
    undeclared = sorted(places().keys() - {address.key for address in ADDRESSES})
    assert not undeclared, f"add to tests/db/addresses.py: {undeclared}"


def test_every_declared_address_exists() -> None:
    gone = sorted({address.key for address in ADDRESSES} - places().keys())
    assert not gone, f"remove from tests/db/addresses.py: {gone}"


def test_nobody_gets_in_without_a_log_in(client: Client) -> None:
    things, wrong = keep_things(), []
    for address in ADDRESSES:
        place = places()[address.key]
        response = ask(client, address, things.of(None), place)
        if address.needs == ANYBODY:
            right = response.status_code in address.answers
        else:
            right = response.status_code == 401 if place.is_api else is_log_in(response)
        if not right:
            wrong.append((address.method, address.key, response.status_code))
    assert not wrong


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_what_it_may_and_403_for_the_rest(client: Client, role: Role) -> None:
    things, wrong = keep_things(), []
    client.force_login(things.users[role])
    for address in ADDRESSES:
        response = ask(client, address, things.of(role), places()[address.key])
        allowed = address.needs in {ANYBODY, LOGGED_IN} or address.needs in ROLES[role]
        expected = address.answers if allowed else (403,)
        if response.status_code not in expected or (allowed and is_log_in(response) and 302 not in expected):
            wrong.append((address.method, address.key, response.status_code, expected))
    assert not wrong


@pytest.mark.parametrize("role", Role)
def test_what_belongs_to_others_is_not_found(client: Client, role: Role) -> None:
    things, wrong = keep_things(), []
    client.force_login(things.users[role])
    for address in ADDRESSES:
        if not address.arguments or address.needs not in ROLES[role] | {LOGGED_IN}:
            continue
        for foreign in things.foreign(role):
            if address.owned and set(address.arguments.values()) <= foreign.keys():
                response = ask(client, address, foreign, places()[address.key])
                if response.status_code != 404:
                    wrong.append((address.method, address.key, response.status_code))
    assert not wrong


def test_the_table_covers_every_role() -> None:
    assert {*Things.roles()} == set(Role)
