"""Addresses of pages, relative to the page that links to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Links:
    """Where everything is, seen from one page.

    ``root`` leads from that page to the folder that holds ``deals`` and ``articles``. Relative
    addresses work below any base address, and the same way in a folder of files. ``absent`` are
    pages that a public copy of a database lacks.
    """

    root: str = ""
    absent: frozenset[str] = frozenset()

    @property
    def live(self) -> bool:
        """Whether a server answers: then there are queries, and Datasette's own pages."""
        return True

    def offers(self, name: str) -> bool:
        """Whether there is a page, named as in its address."""
        return name not in self.absent

    def home(self, extension: str = "") -> str:
        """The home page."""
        return f"{self.root}../aideals{extension}"

    def deals(self, query: Mapping[str, str] | None = None, extension: str = "") -> str:
        """The list of deals, narrowed by a query."""
        return self._page("deals", extension, query)

    def deal(self, deal_id: str, extension: str = "") -> str:
        """The page of one deal."""
        return self._page(f"deals/{_part(deal_id)}", extension)

    def article(self, article_id: str, statement: str | None = None, extension: str = "") -> str:
        """The page of one article, or the place in it that a statement rests on."""
        place = f"#{anchor(statement)}" if statement else ""
        return f"{self._page(f'articles/{_part(article_id)}', extension)}{place}"

    def organization(self, organization_id: str, extension: str = "") -> str:
        """The page of one organisation."""
        return self._page(f"organizations/{_part(organization_id)}", extension)

    def run(self, run_id: str, extension: str = "") -> str:
        """The page of one run."""
        return self._page(f"runs/{_part(run_id)}", extension)

    def page(self, name: str, query: Mapping[str, str] | None = None, extension: str = "") -> str:
        """One of the other lists: organizations, flows, conflicts or runs."""
        return self._page(name, extension, query)

    def table(self, name: str, query: Mapping[str, str] | None = None, extension: str = "") -> str:
        """Datasette's own page of a table."""
        return f"{self.root}../../{_part(name)}{extension}{query_string(query)}"

    def row(self, table: str, key: str) -> str:
        """Datasette's own page of a row."""
        return f"{self.root}../../{_part(table)}/{_tilde(key)}"

    def saved_query(self, name: str) -> str:
        """Datasette's own page of a saved query."""
        return f"{self.root}../../{_part(name)}"

    def _page(self, path: str, extension: str, query: Mapping[str, str] | None = None) -> str:
        """Where a page of ours is."""
        return f"{self.root}{path}{extension}{query_string(query)}"


def anchor(statement: str) -> str:
    """The fragment under which an article's page has a statement's words.

    It is the statement's id cut short: a few digits of the reading tell it from another reading of the article.
    """
    reading, dash, rest = statement.partition("-")
    return f"s-{_part(reading[:_DIGITS] + _ZEROS.sub('-', dash + rest))}"


_DIGITS = 4
_ZEROS = re.compile(r"-0+(?=\d)")


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


def query_string(query: Mapping[str, str] | None) -> str:
    """A query as it stands in an address; nothing for none."""
    return f"?{urlencode(query, errors='replace')}" if query else ""
