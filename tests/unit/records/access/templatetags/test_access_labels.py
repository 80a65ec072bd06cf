from django.template import Context
from django.test import RequestFactory

from anlan.records.access.labels import PERMISSION_LABELS, ROLE_LABELS
from anlan.records.access.policy import Permission, Role
from anlan.records.access.templatetags.access_labels import (
    kind_label,
    permission_label,
    role_label,
    sort_link,
    with_page,
)


def context(query: str, sort: str = "code") -> Context:
    return Context({"request": RequestFactory().get(f"/?{query}"), "sort": sort})


def test_every_role_and_permission_has_words() -> None:
    assert set(ROLE_LABELS) == set(Role)
    assert set(PERMISSION_LABELS) == set(Permission)


def test_an_unknown_code_stands_for_itself() -> None:
    assert [role_label("x"), permission_label("x"), kind_label("x")] == ["x", "x", "x"]
    assert str(role_label("auditor")) != "auditor"


def test_the_other_page_keeps_the_filter() -> None:
    assert with_page(context("text=a%26b&page=3"), 4) == "text=a%26b&page=4"


def test_a_heading_sorts_the_other_way_at_the_second_press() -> None:
    assert 'href="?text=a&amp;sort=-code"' in sort_link(context("text=a&page=2"), "code", "Code")
    assert 'href="?sort=code"' in sort_link(context("", "-code"), "code", "<Code>")
    assert "&lt;Code&gt; ▼" in sort_link(context("", "-code"), "code", "<Code>")
