"""Addresses of pages, relative to the page that links to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Links:
    """Where everything is, seen from one page.

    ``root`` leads from that page to the folder that holds ``deals`` and ``articles``. Relative
    addresses work below any base address, and the same way in a folder of files.
    """

    root: str = ""

    def home(self) -> str:
        """The home page."""
        return f"{self.root}../aideals"

    def deals(self, query: Mapping[str, str] | None = None, extension: str = "") -> str:
        """The list of deals, narrowed by a query."""
        return f"{self.root}deals{extension}{_query(query)}"

    def deal(self, deal_id: str, extension: str = "") -> str:
        """The page of one deal."""
        return f"{self.root}deals/{_part(deal_id)}{extension}"

    def article(self, article_id: str, statement: str | None = None, extension: str = "") -> str:
        """The page of one article, or the place in it that a statement rests on."""
        return f"{self.root}articles/{_part(article_id)}{extension}{f'#{anchor(statement)}' if statement else ''}"

    def organization(self, organization_id: str, extension: str = "") -> str:
        """The page of one organisation."""
        return f"{self.root}organizations/{_part(organization_id)}{extension}"

    def run(self, run_id: str, extension: str = "") -> str:
        """The page of one run."""
        return f"{self.root}runs/{_part(run_id)}{extension}"

    def page(self, name: str, query: Mapping[str, str] | None = None, extension: str = "") -> str:
        """One of the other lists: organizations, flows, conflicts or runs."""
        return f"{self.root}{name}{extension}{_query(query)}"

    def table(self, name: str, query: Mapping[str, str] | None = None, extension: str = "") -> str:
        """Datasette's own page of a table."""
        return f"{self.root}../../{_part(name)}{extension}{_query(query)}"

    def row(self, table: str, key: str) -> str:
        """Datasette's own page of a row."""
        return f"{self.root}../../{_part(table)}/{_tilde(key)}"

    def saved_query(self, name: str) -> str:
        """Datasette's own page of a saved query."""
        return f"{self.root}../../{_part(name)}"


def anchor(statement: str) -> str:
    """The fragment under which an article's page has a statement's words."""
    return f"s-{_part(statement)}"


def _part(name: str) -> str:
    # Halves of surrogate pairs, which JSON may hold, can't be sent; dots alone would be taken for a step up.
    quoted = quote(name, safe="", errors="replace")
    return quoted.replace(".", "%2E") if name.strip(".") == "" else quoted


def _tilde(key: str) -> str:
    """A row's key as Datasette writes it in addresses."""
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
    return "".join(
        character if character in plain else "".join(f"~{byte:02X}" for byte in character.encode(errors="replace"))
        for character in key
    )


def _query(query: Mapping[str, str] | None) -> str:
    return f"?{urlencode(query, errors='replace')}" if query else ""
