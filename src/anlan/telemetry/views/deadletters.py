"""Refused messages: what came, from whom, why it was not used."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from anlan.records.access.api import actor_of
from anlan.telemetry import labels
from anlan.telemetry.api import DeadLetter, DeadLetterFilter, get_dead_letter, list_dead_letters
from anlan.telemetry.views.lists import list_page
from anlan.web.forms import StyledForm

BYTES_SHOWN = 4096
WIDTH = 16


class DeadLetterFilterForm(StyledForm):
    """What the list can be narrowed to."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("All")), *labels.REASON.items()], required=False
    )
    text = forms.CharField(label=_("Text in detail or source"), max_length=60, required=False)


@require_GET
def deadletter_list(request: HttpRequest) -> HttpResponse:
    form = DeadLetterFilterForm(request.GET, auto_id="filter-%s")
    form.is_valid()
    text = form.cleaned_data.get("text", "").replace("\0", "")
    wanted = DeadLetterFilter(reason=form.cleaned_data.get("reason", ""), text=text)
    rows = list_dead_letters(actor=actor_of(request), wanted=wanted)
    context = {"page": list_page(rows, request.GET), "filter": form}
    return render(request, "telemetry/deadletter_list.html", context)


@require_GET
def deadletter_detail(request: HttpRequest, letter_id: int) -> HttpResponse:
    try:
        letter = get_dead_letter(actor=actor_of(request), letter_id=letter_id)
    except DeadLetter.DoesNotExist:
        raise Http404 from None
    payload = bytes(letter.payload)[:BYTES_SHOWN]
    context = {"letter": letter, "text": as_text(payload), "dump": as_dump(payload), "shown": len(payload)}
    return render(request, "telemetry/deadletter_detail.html", context)


def as_text(payload: bytes) -> str:
    """Return the bytes as text if they are text, "" otherwise."""
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() or "\n" in text or "\r" in text or "\t" in text else ""


def as_dump(payload: bytes) -> str:
    """Return the bytes as offset, hexadecimal and printable characters, sixteen a line."""
    lines = []
    for start in range(0, len(payload), WIDTH):
        part = payload[start : start + WIDTH]
        printable = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        lines.append(f"{start:06x}  {part.hex(' '):<{WIDTH * 3}} {printable}")
    return "\n".join(lines)
