import pytest
from tests.support.pages import logged_in
from tests.support.records import NOW

from anlan.telemetry.models import DeadLetter
from anlan.telemetry.views.deadletters import as_dump, as_text

pytestmark = pytest.mark.django_db


def keep_letter(payload: bytes = b'{"no": ', **facts: str) -> DeadLetter:
    fields = {
        "gateway": "mqtt",
        "reason": "undecodable",
        "detail": "no end",
        "source": "hz/37/x/rts",
        **facts,
    }
    return DeadLetter.objects.create(
        sequence=DeadLetter.objects.count() + 1, stored_at=NOW, received_at=NOW, payload=payload,
        payload_size=len(payload), **fields,
    )  # fmt: skip


def test_lists_reason_source_and_size_and_filters() -> None:
    keep_letter()
    keep_letter(reason="flooded", detail="too many")
    client = logged_in("engineer")
    assert client.get("/dead-letters/").context["page"].total == 2
    page = client.get("/dead-letters/?reason=flooded&text=many")
    assert page.context["page"].total == 1
    assert "Too many messages" in page.content.decode()
    assert client.get("/dead-letters/?text=%00").status_code == 200


def test_shows_the_bytes_harmlessly() -> None:
    letter = keep_letter(b"<script>alert(1)</script>\xff\x00")
    page = logged_in("engineer").get(f"/dead-letters/{letter.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "3c 73 63 72" in page


def test_is_not_for_everybody() -> None:
    letter = keep_letter()
    assert logged_in("regulator").get("/dead-letters/").status_code == 403
    assert logged_in("engineer", division_code="370300").get(f"/dead-letters/{letter.pk}/").status_code == 404


def test_empty_says_so() -> None:
    assert "No dead letters" in logged_in("engineer").get("/dead-letters/").content.decode()


def test_text_is_shown_only_if_it_is_text() -> None:
    assert as_text("中文\n".encode()) == "中文\n"
    assert as_text(b"\xff") == ""
    assert as_dump(b"AB\x00") == "000000  " + "41 42 00".ljust(48) + " AB."
