"""Every text of the interface has its Chinese; the source text is the English."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.rules.tree import SOURCE, files, shown

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")},
    "gettext_noop": None,
}
CATALOGUES = [path for path in files() if path.name == "django.po" and "zh_Hans" in path.parts]


def texts(message: Message) -> tuple[list[str], list[str]]:
    """The source and the translated strings of a message: one each, or its plural forms."""
    source = [message.id] if isinstance(message.id, str) else list(message.id)
    translated = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return source, translated


def catalogue(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def used(name: str, source: str) -> set[str]:
    """Texts that a module or a template asks the translation of."""
    template = name.endswith((".html", ".txt"))
    code = "\n".join(line.strip() for line in templatize(source).splitlines()) if template else source
    found = extract("python", BytesIO(code.encode()), KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, message, _, _ in found}


def sources() -> Iterator[Path]:
    return (p for p in files() if p.is_relative_to(SOURCE) and p.suffix in {".py", ".html", ".txt"})


def test_every_text_has_its_chinese() -> None:
    known = {texts(message)[0][0] for path in CATALOGUES for message in catalogue(path)}
    missing = {
        f"{shown(path)}: {text!r}"
        for path in sources()
        for text in used(path.name, path.read_text("utf-8"))
        if text not in known
    }
    assert not missing


def test_no_translation_is_empty_or_unsure() -> None:
    bad = {
        f"{shown(path)}: {texts(message)[0][0]!r}"
        for path in CATALOGUES
        for message in catalogue(path)
        if message.fuzzy or not all(texts(message)[1])
    }
    assert not bad


def test_no_translation_is_left_over() -> None:
    wanted = {text for path in sources() for text in used(path.name, path.read_text("utf-8"))}
    left = {
        f"{shown(path)}: {text!r}"
        for path in CATALOGUES
        for message in catalogue(path)
        if (text := texts(message)[0][0]) not in wanted
    }
    assert not left


def test_texts_are_found_in_modules_and_in_templates() -> None:
    module = 'label = _("Alarms"); x = pgettext_lazy("month", "May"); y = gettext_noop("N")'
    assert used("views.py", module) == {"Alarms", "May", "N"}
    template = (
        '{% load i18n %}<p>{% translate "Map" %} {% blocktranslate count n=n trimmed %}\n'
        "{{ n }} tank{% plural %}{{ n }} tanks{% endblocktranslate %}"
    )
    assert used("page.html", template) == {"Map", "%(n)s tank"}
