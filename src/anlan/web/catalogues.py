"""Compiles the translations (`django.po`) to what Python reads (`django.mo`): a step of the set-up.

Run: python -m anlan.web.catalogues
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[1]


def compile_all(root: Path = PACKAGE) -> list[Path]:
    """Compile every catalogue below a folder; return what was written."""
    return [_compiled(path) for path in sorted(root.rglob("locale/*/LC_MESSAGES/django.po"))]


def _compiled(source: Path) -> Path:
    with source.open("rb") as file:
        catalogue = read_po(file)
    target = source.with_suffix(".mo")
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    return draft.replace(target)


if __name__ == "__main__":
    compile_all()
