"""Every operation of the API, called with what its description allows and forbids, by keys of several roles.

Schemathesis makes the requests from the OpenAPI description; the answers must be what it says, and never a
failure of the server.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from tests.support.points import keep_points
from tests.support.records import NOW, keep_user

from anlan.project.openapi import api
from anlan.records.access.actors import actor_of_user
from anlan.records.access.api import create_key

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
ROLES = ("administrator", "duty_officer", "engineer", "enterprise_officer", "partner", "")
"""`""`: without a key."""

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def _one_transaction() -> Iterator[None]:
    """Requests of a test share its transaction: none of them ends the connection (as Django's own client)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(request: pytest.FixtureRequest) -> dict[str, str]:
    """What a caller of this role sends."""
    keep_points(division_codes=("370502", "370302"))
    if not request.param:
        return {}
    enterprise = "370500001" if request.param == "enterprise_officer" else ""
    actor = actor_of_user(keep_user("caller", request.param, enterprise_code=enterprise))
    key = create_key(actor=actor, name="k", permissions=actor.permissions, expires_at=None, now=NOW)
    return {"Authorization": f"Bearer {key.token}"}


def example_of(path: str) -> str:
    """Code of something that exists, for a path like `/points/{code}`."""
    return "37050000101LT000" if "/points/" in path else "370500001"


@pytest.mark.parametrize("headers", ROLES, indirect=True)
@schema.parametrize()
@settings(
    max_examples=10, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)  # fmt: skip
def test_the_answer_is_what_the_description_says(
    case: schemathesis.Case[Any], headers: dict[str, str]
) -> None:
    case.call_and_validate(headers=headers, checks=CHECKS)
    if "code" in case.path_parameters:
        case.path_parameters["code"] = example_of(case.path)
        case.call_and_validate(
            headers=headers, checks=[c for c in CHECKS if c is not negative_data_rejection]
        )


def test_the_description_has_operations() -> None:
    assert schema.statistic.operations.total > 5
