"""Addresses of the same pages in a folder of files, where nobody answers queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from ..errors import BadOption
from .filters import DealFilter
from .links import Links, query_string

HTML = ".html"

FILED = frozenset(
    frozenset(keys)
    for keys in (
        ("ai",),
        ("ai", "organization"),
        ("doubts", "sort"),
        ("field",),
        ("from", "to"),
        ("sort",),
        ("sort", "type"),
        ("type",),
    )
)
"""The filters that have files of their own, by their keys."""


@dataclass(frozen=True)
class FileLinks(Links):
    """Where everything is in a folder of files, each of which ends in .html.

    ``root`` leads to the folder of the home page. Lists that are often asked for have a file of
    their own; ``following`` is that of the list's next page.
    """

    following: str = ""

    @property
    def live(self) -> bool:
        """Nobody answers queries there, and Datasette's own pages are not there."""
        return False

    def home(self, extension: str = "") -> str:
        """The home page."""
        return f"{self.root}index{extension or HTML}"

    def _page(self, path: str, extension: str, query: Mapping[str, str] | None = None) -> str:
        ending = extension or HTML
        if query and "next" in query and self.following:
            return f"{self.root}{self.following}{ending}"
        name = list_file(path, query) if query else None
        if name:
            return f"{self.root}{quote(name)}{ending}"
        # The script of the search box understands most queries; without it the whole list is there.
        return f"{self.root}{path}{ending}{query_string(query)}"


def list_file(path: str, query: Mapping[str, str]) -> str | None:
    """The name of the file that holds a list, without its ending; None where it has no file of its own."""
    try:
        plain = DealFilter.read(query).query if path == "deals" else dict(query)
    except BadOption:
        return None
    if frozenset(plain) not in FILED:
        return None
    return "-".join([path, *(f"{key}-{value}" for key, value in sorted(plain.items()))])
