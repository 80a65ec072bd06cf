"""Words for codes, and links to other pages of a list."""

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from anlan.records.access.labels import KIND_LABELS, PERMISSION_LABELS, ROLE_LABELS

register = template.Library()


@register.filter
def role_label(code: str) -> str | Promise:
    """Return the words for a role."""
    return ROLE_LABELS.get(code, code)


@register.filter
def permission_label(code: str) -> str | Promise:
    """Return the words for a permission."""
    return PERMISSION_LABELS.get(code, code)


@register.filter
def kind_label(code: str) -> str | Promise:
    """Return the words for a kind of organisation."""
    return KIND_LABELS.get(code, code)


@register.simple_tag(takes_context=True)
def with_page(context: Context, number: int) -> str:
    """Return the query of this page's address with another page number."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    text: str = query.urlencode()
    return text


@register.simple_tag(takes_context=True)
def sort_link(context: Context, column: str, label: str) -> SafeString:
    """Return a column's heading that sorts by it, the other way round at the second press.

    The page's own `sort` says how it is sorted now; `-` before the column is descending.
    """
    query = context["request"].GET.copy()
    query.pop("page", None)
    now = context["sort"]
    query["sort"] = f"-{column}" if now == column else column
    arrow = {column: " ▲", f"-{column}": " ▼"}.get(now, "")
    return format_html('<a href="?{}">{}{}</a>', query.urlencode(), label, arrow)
