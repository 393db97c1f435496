"""Everything, a line for each thing: made and sent in batches, so that it may be of any length."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from .. import article_documents, documents, network_documents
from ..filters import DealFilter
from ..links import Links
from ..queries.article import article_ids_after, find_article
from ..queries.deal import find_deal
from ..queries.deals import ids_after
from ..queries.organizations import organization_ids_after, whole_organization
from ..shapes import Moved
from .asked import Asked
from .shape.common import VERSION

BATCH = 50
"""Lines that are made at once."""

_LINKS = Links()


@dataclass(frozen=True)
class Batch:
    """Some lines, and the key of the last one; None where nothing follows."""

    text: str
    last: str | None


def deal_lines(conn: Connection, asked: Asked, after: str) -> Batch:
    """The whole deals that fit a filter, in the order of their ids. Raises BadOption."""
    ids = ids_after(conn, DealFilter.read(asked.query), after, BATCH)
    found = (asked.whole(conn, deal) for deal in (find_deal(conn, id_) for id_ in ids) if not isinstance(deal, Moved))
    return _batch(ids, (documents.deal(deal, _LINKS)["deal"] for deal in found))


def article_lines(conn: Connection, asked: Asked, after: str) -> Batch:
    """The articles, in the order of their ids."""
    ids = article_ids_after(conn, after, BATCH)
    return _batch(ids, (article_documents.article(find_article(conn, id_), _LINKS)["article"] for id_ in ids))


def organization_lines(conn: Connection, asked: Asked, after: str) -> Batch:
    """The organisations, in the order of their ids."""
    ids = organization_ids_after(conn, after, BATCH)
    found = (whole_organization(conn, id_) for id_ in ids)
    return _batch(ids, (network_documents.organization(each, _LINKS)["organization"] for each in found))


def _batch(ids: list[str], things: Iterable[Mapping[str, Any]]) -> Batch:
    text = "".join(f"{json.dumps({'version': VERSION, **thing})}\n" for thing in things)
    return Batch(text, ids[-1] if len(ids) == BATCH else None)
