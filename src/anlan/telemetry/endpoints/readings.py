"""HTTP ingest: `POST /api/v1/readings`."""

from hashlib import sha256
from typing import Annotated, Any

import ninja
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from anlan.bus.port import BusUnavailableError
from anlan.protocols.readings_push.arrow_table import decode_arrow
from anlan.protocols.readings_push.json_rows import decode_json
from anlan.protocols.readings_push.rows import PushedReadings, PushError
from anlan.records.access.api import Actor, Permission, actor_of_async
from anlan.telemetry.api import Answer, KeyReusedError, find_answer, ingest, keep_answer
from anlan.web.rest import problem

router = Router()
MAX_BODY = 16 << 20
ARROW = "application/vnd.apache.arrow.stream"
MAX_KEY = 100


class ProblemRow(Schema):
    """A row that was not stored."""

    row: int
    detail: str


class IngestOut(Schema):
    """What became of a push."""

    accepted: int = Field(description="Readings stored, on disk")
    refused: int = Field(description="Rows not stored")
    problems: list[ProblemRow] = Field(description="The first 1,000 of the refused rows")


@router.post("/readings", response=IngestOut, summary="Store readings", url_name="readings-push")
async def push(
    request: HttpRequest, idempotency_key: Annotated[str, ninja.Header(alias="Idempotency-Key")] = ""
) -> HttpResponse:
    """Store readings (JSON or Arrow IPC; see the ingest page). Answers once they are on disk.

    With `Idempotency-Key` a repetition within a day gets the first answer and stores nothing.
    """
    actor = await actor_of_async(request)
    actor.require(Permission.TELEMETRY_INGEST)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return problem(413, f"at most {MAX_BODY >> 20} MiB in one request")
    if len(idempotency_key) > MAX_KEY:
        return problem(422, f"Idempotency-Key: at most {MAX_KEY} characters")
    body = request.body
    if len(body) > MAX_BODY:
        return problem(413, f"at most {MAX_BODY >> 20} MiB in one request")
    return await _once(request, actor, idempotency_key, body)


async def _once(request: HttpRequest, actor: Actor, key: str, body: bytes) -> HttpResponse:
    """Answer as before if the request is a repetition, else store and keep the answer."""
    if not key:
        return await _store(request, actor, body, "")
    owner, digest, now = f"{actor.kind}:{actor.id}", sha256(body).hexdigest(), timezone.now()
    try:
        before = await sync_to_async(find_answer)(owner=owner, key=key, digest=digest, now=now)
    except KeyReusedError:
        return problem(422, "this Idempotency-Key came before with another body")
    if before is not None:
        return JsonResponse(before.body, status=before.status)
    response = await _store(request, actor, body, f"{owner}/{key}")
    if isinstance(response, _Stored):
        answer = Answer(200, response.answer)
        await sync_to_async(keep_answer)(owner=owner, key=key, digest=digest, answer=answer, now=now)
    return response


class _Stored(JsonResponse):
    """The answer to a push that is on disk."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer)
        self.answer = answer


async def _store(request: HttpRequest, actor: Actor, body: bytes, message_id: str) -> HttpResponse:
    try:
        pushed = await sync_to_async(_decoded, thread_sensitive=False)(request.content_type or "", body)
        result = await ingest(actor=actor, pushed=pushed, now=timezone.now(), message_id=message_id)
    except PushError as error:
        return problem(422, str(error))
    except BusUnavailableError:
        detail = "the log does not take readings now; repeat the request with the same Idempotency-Key"
        return problem(503, detail, headers={"Retry-After": "2"})
    problems = [{"row": bad.row, "detail": bad.detail} for bad in result.problems]
    return _Stored({"accepted": result.accepted, "refused": result.refused, "problems": problems})


def _decoded(content_type: str, body: bytes) -> PushedReadings:
    return decode_arrow(body) if content_type == ARROW else decode_json(body)
