"""What changed in the deals, and what brought it about."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from ..store.database import rows

_DIGESTED = ("deal_parties", "deal_mentions", "deal_events", "conflicts")
_MOST_ARTICLES = 3


@dataclass(frozen=True)
class Before:
    """The deals as they were: for each its digest, and the articles that reported it."""

    digests: Mapping[str, str] = field(default_factory=dict)
    articles: Mapping[str, frozenset[str]] = field(default_factory=dict)


def digests(content: Mapping[str, list[dict[str, Any]]]) -> dict[str, str]:
    """A hash of each deal's content over all the tables that have a part of it."""
    parts: dict[str, list[Any]] = {row["id"]: [row] for row in content["deals"]}
    for table in _DIGESTED:
        for row in content[table]:
            parts[row["deal_id"]].append(row)
    return {
        deal: hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
        for deal, found in parts.items()
    }


def before(db: Database, deal_ids: Iterable[str] | None) -> Before:
    """What the log and the tables say of some deals, or of all, before they are made anew."""
    wanted = None if deal_ids is None else json.dumps(sorted(deal_ids))
    among = "" if wanted is None else "WHERE deal_id IN (SELECT value FROM json_each(?))"
    parameters = [] if wanted is None else [wanted]
    last = rows(
        db,
        "SELECT deal_id, digest, state FROM deal_log"
        f" WHERE id IN (SELECT max(id) FROM deal_log {among} GROUP BY deal_id)",
        parameters,
    )
    articles: dict[str, set[str]] = {}
    for row in rows(db, f"SELECT deal_id, article_id FROM deal_mentions {among}", parameters):
        articles.setdefault(row["deal_id"], set()).add(row["article_id"])
    return Before(
        {row["deal_id"]: row["digest"] for row in last if row["state"] != "withdrawn"},
        {deal: frozenset(found) for deal, found in articles.items()},
    )


def changes(
    old: Before,
    content: Mapping[str, list[dict[str, Any]]],
    leads_to: Mapping[str, str],
    cause: str,
) -> list[tuple[str, str, str, str]]:
    """Deal, digest, state and cause for each deal that is new, changed or withdrawn.

    ``leads_to`` says for a deal that is gone which one its address leads to.
    """
    found = []
    articles: dict[str, set[str]] = {}
    for row in content["deal_mentions"]:
        articles.setdefault(row["deal_id"], set()).add(row["article_id"])
    made = digests(content)
    for deal, digest in sorted(made.items()):
        if deal not in old.digests:
            reasons = [f"told by {_listed(articles[deal])}"]
            reasons += [f"was {gone}" for gone, now in sorted(leads_to.items()) if now == deal and gone in old.digests]
            found.append((deal, digest, "new", _because(cause, reasons)))
        elif old.digests[deal] != digest:
            found.append((deal, digest, "changed", _because(cause, _moves(old.articles.get(deal), articles[deal]))))
    for deal, digest in sorted(old.digests.items()):
        if deal not in made:
            reasons = [f"is part of {leads_to[deal]}"] if deal in leads_to else ["no article that counts tells it"]
            found.append((deal, digest, "withdrawn", _because(cause, reasons)))
    return found


def write(db: Database, found: Iterable[tuple[str, str, str, str]], at: str) -> None:
    """Append changes to ``deal_log``."""
    db.conn.executemany(
        "INSERT INTO deal_log (deal_id, digest, state, cause, at) VALUES (?, ?, ?, ?, ?)",
        [(*change, at) for change in found],
    )


def _moves(were: frozenset[str] | None, are: set[str]) -> list[str]:
    came, went = sorted(are - (were or frozenset())), sorted((were or frozenset()) - are)
    reasons = [f"told by {_listed(came)} too"] if came else []
    reasons += [f"no longer told by {_listed(went)}"] if went else []
    return reasons or ["other values from the same articles"]


def _listed(articles: Iterable[str]) -> str:
    names = sorted(articles)
    more = f" and {len(names) - _MOST_ARTICLES} more" if len(names) > _MOST_ARTICLES else ""
    return ("article " if len(names) == 1 else "articles ") + ", ".join(names[:_MOST_ARTICLES]) + more


def _because(cause: str, reasons: list[str]) -> str:
    return f"{cause}: {'; '.join(reasons)}"
