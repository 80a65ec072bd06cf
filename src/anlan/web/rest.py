"""Words of the HTTP API that every router shares: problems (RFC 9457) and pages by cursor."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Generic, TypeVar

import orjson
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from ninja import Field, Schema
from ninja.errors import HttpError
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

PROBLEM = "application/problem+json"
Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, Any]] | None = None


class Page(Schema, Generic[Item]):
    """One page of a list; ask again with `cursor` = `next` until that is null."""

    items: list[Item]
    next: str | None


def _only_text(value: object) -> object:
    """Refuse numbers: pydantic would take them for seconds since the epoch."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]", value, re.ASCII):
        return value
    raise ValueError("an instant is ISO 8601 text with an offset")


def _in_utc(instant: datetime) -> datetime:
    """Return the instant in UTC: PostgreSQL does not take every offset that ISO 8601 allows."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant lies between the years 1 and 9999") from None


Instant = Annotated[AwareDatetime, BeforeValidator(_only_text), AfterValidator(_in_utc)]
"""An aware instant in UTC, from ISO 8601 text."""

Cursor = Annotated[str, Field(default="", max_length=400, description="`next` of the page before")]
Limit = Annotated[int, Field(default=100, ge=1, le=1000, description="Most items on a page")]


class PageQuery(Schema):
    """Query parameters of every list."""

    cursor: Cursor
    limit: Limit


def problem(
    status: int, detail: str | None = None, *, errors: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """Return an error response as `application/problem+json`.

    Args:
        status: HTTP status, 400 to 599.
        detail: What was wrong with this request, for a person.
        errors: One entry for each invalid field.
        headers: Further headers.
    """
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if errors is not None:
        body["errors"] = errors
    return HttpResponse(
        orjson.dumps(body, default=str), status=status, content_type=PROBLEM, headers=dict(headers or {})
    )


def page_of(rows: QuerySet[Row], query: PageQuery, *, key: str = "code") -> tuple[list[Row], str | None]:
    """Return one page of rows in order of a unique column, and the cursor of the next page.

    Args:
        rows: Any order; it is replaced.
        query: Cursor and limit.
        key: Unique column; `-id` for descending order.

    Raises:
        HttpError: 422, the cursor is none of ours.
    """
    column = key.removeprefix("-")
    if query.cursor:
        rows = rows.filter(**{f"{column}__{'lt' if key != column else 'gt'}": _position(query.cursor)})
    found = list(rows.order_by(key)[: query.limit + 1])
    if len(found) <= query.limit:
        return found, None
    last = getattr(found[query.limit - 1], column)
    return found[: query.limit], base64.urlsafe_b64encode(orjson.dumps(last)).decode()


def _position(cursor: str) -> str | int:
    try:
        position = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError):
        position = None
    if isinstance(position, bool) or not isinstance(position, str | int) or "\0" in str(position):
        raise HttpError(422, "cursor: not one this list gave")
    return position
