import gettext
from pathlib import Path

from anlan.web import catalogues

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Alarm"
msgstr "报警"
"""


def test_compiles_every_catalogue_below_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "app" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    assert catalogues.compile_all(tmp_path) == [folder / "django.mo"]
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Alarm") == "报警"


def test_the_platform_has_catalogues() -> None:
    assert list(catalogues.PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
