"""The command ``deals``: the list of deals as text, CSV or JSON, with the filters of the pages."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from .show.filters import MOST, DealFilter, Token
from .show.queries.deals import list_deals
from .show.shapes import DealRow
from .values.wording import date_words, money_words

COLUMNS = (
    "id",
    "title",
    "parties",
    "type",
    "status",
    "amount",
    "amount_max",
    "currency",
    "qualifier",
    "date",
    "articles",
    "conflicts",
    "judged",
)


def deals(db: Database, wanted: Mapping[str, str]) -> Iterator[DealRow]:
    """Every deal that the filters let through, page after page. Raises BadOption."""
    page = replace(DealFilter.read(wanted), size=MOST)
    while True:
        found = list_deals(db.conn, page)
        yield from found.rows
        if not found.next:
            return
        page = replace(page, after=_token(found.next, page))


def as_text(deal: DealRow) -> str:
    """A deal in two lines: headline, then what else a reader wants to know."""
    amount = _money(deal)
    details = [
        deal.type.replace("_", " "),
        deal.status,
        money_words(amount) if amount else "no sum stated",
        date_words(deal.announced) if deal.announced else None,
        f"{deal.article_count} source{'s' * (deal.article_count != 1)}",
        f"sources disagree on {', '.join(deal.disputed)}" if deal.disputed else None,
    ]
    return f"{deal.title}\n    {', '.join(filter(None, details))}\n    {deal.id}"


def as_row(deal: DealRow) -> dict[str, Any]:
    """A deal as one flat row, its keys being COLUMNS."""
    amount = deal.amount
    values = (
        deal.id,
        deal.title,
        deal.parties_text,
        deal.type,
        deal.status,
        amount.value if amount else None,
        amount.value_max if amount else None,
        amount.currency if amount else None,
        amount.qualifier if amount else None,
        deal.announced,
        deal.article_count,
        deal.conflict_count,
        deal.judged_count,
    )
    return dict(zip(COLUMNS, values, strict=True))


def formatted(found: Iterator[DealRow], kind: str) -> Iterator[str]:
    """Lines of the list as ``text``, ``csv``, ``nl`` (a JSON object a line) or ``json``."""
    if kind == "json":
        yield json.dumps([as_row(deal) for deal in found], indent=2, ensure_ascii=False)
    elif kind == "csv":
        yield _csv_line(COLUMNS)
        yield from (_csv_line(list(as_row(deal).values())) for deal in found)
    elif kind == "nl":
        yield from (json.dumps(as_row(deal), ensure_ascii=False) for deal in found)
    else:
        yield from (as_text(deal) for deal in found)


def _csv_line(values: Any) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


def _money(deal: DealRow) -> dict[str, Any] | None:
    return vars(deal.amount) if deal.amount else None


def _token(text: str, page: DealFilter) -> Token | None:
    return DealFilter.read({**page.query, "next": text}).after
