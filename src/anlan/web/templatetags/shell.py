"""Tags for icons, the import map, translated strings of the browser modules, numbers and times."""

import base64
import json
import re
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.utils.html import format_html, json_script
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from anlan.web import libraries

register = template.Library()


@cache
def _icon_body(name: str) -> str:
    path = libraries.folder() / "@tabler/icons/icons/outline" / f"{name}.svg"
    if not path.is_file():
        return ""
    inner = re.sub(r"(?s)^.*?<svg.*?>|</svg>\s*$", "", path.read_text(encoding="utf-8"))
    return " ".join(inner.split())


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Return an icon of Tabler's set, hidden from screen readers: the text beside it speaks."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</svg>',
        classes,
        mark_safe(_icon_body(name)),  # noqa: S308 - a file of the locked npm package
    )


def import_map_text() -> str:
    """Return the import map exactly as the page carries it."""
    return json.dumps(libraries.import_map(), separators=(",", ":"))


def import_map_hash() -> str:
    """Return the CSP source that allows the import map: the only inline script there is."""
    digest = sha256(import_map_text().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@register.simple_tag
def import_map() -> SafeString:
    """Return the import map as a script element."""
    return mark_safe(f'<script type="importmap">{import_map_text()}</script>')  # noqa: S308 - our own constants


@register.simple_tag
def strings() -> SafeString:
    """Return the texts of the browser modules in the page's language, as a JSON block."""
    texts = {key: str(text) for path in settings.WEB_STRINGS for key, text in import_string(path).items()}
    return json_script(texts, "strings")


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Return the languages of the site: code and own name."""
    return list(settings.LANGUAGES)


@register.filter
def number(value: float | str | None, digits: int = 4) -> str:
    """Return a value with at most `digits` significant figures and no needless zeros."""
    if value in (None, "") or value != value:  # noqa: PLR0124 - a missing variable is "", and NaN
        return "—"
    text = f"{float(value or 0):.{digits}g}"
    return f"{float(text):.10f}".rstrip("0").rstrip(".") if "e" in text else text


@register.filter
def moment(value: datetime | str | None) -> SafeString:
    """Return a time element: China time to the second, the exact instant for machines."""
    if not isinstance(value, datetime):
        return mark_safe("—")
    return format_html(
        '<time datetime="{}">{}</time>',
        value.astimezone(UTC).isoformat(),
        format_date(localtime(value), "Y-m-d H:i:s"),
    )


@register.filter
def milliseconds(value: datetime | None) -> int | str:
    """Return an instant as browser modules count: milliseconds since the epoch, "" for none."""
    return round(value.timestamp() * 1000) if value else ""
