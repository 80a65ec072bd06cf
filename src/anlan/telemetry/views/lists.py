"""What every list page needs: a page of rows with links, without counting millions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

ROWS = 50
COUNT_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list; `total` stops counting at `COUNT_AT_MOST` (`more` says so)."""

    rows: list[Any]
    number: int
    pages: int
    total: int
    more: bool
    query: QueryDict

    @property
    def previous(self) -> str:
        """Address of the page before, "" on the first."""
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """Address of the page after, "" on the last."""
        return self._address(self.number + 1) if self.number < self.pages else ""

    def _address(self, number: int) -> str:
        query = self.query.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"


def list_page(rows: "QuerySet[Any]", query: QueryDict) -> ListPage:
    """Return the page of `rows` that the address asks for."""
    total = rows.order_by()[: COUNT_AT_MOST + 1].count()
    shown = min(total, COUNT_AT_MOST)
    pages = max(1, -(-shown // ROWS))
    asked = query.get("page", "")
    number = min(max(int(asked) if asked.isdigit() else 1, 1), pages)
    found = list(rows[(number - 1) * ROWS : number * ROWS])
    return ListPage(found, number, pages, shown, total > COUNT_AT_MOST, query)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts: its address, and how it is sorted now (`aria-sort`)."""

    name: str
    label: Any
    address: str
    direction: str


def columns(query: QueryDict, sort: str, labels: dict[str, Any]) -> list[Column]:
    """Return the headings of a sortable table; choosing the sorted one again turns it round."""
    found = []
    for name, label in labels.items():
        ascending, descending = sort == name, sort == f"-{name}"
        changed = query.copy()
        changed.pop("page", None)
        changed["sort"] = name if descending else f"-{name}"
        direction = "ascending" if ascending else "descending" if descending else "none"
        found.append(Column(name, label, f"?{changed.urlencode()}", direction))
    return found
