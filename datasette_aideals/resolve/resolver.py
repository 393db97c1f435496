"""Emptying the derived tables and filling them again from what is durable."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from ..store.runs import counting_readings
from ..store.schema import derived_tables, tables
from .cluster import cluster
from .deals import ResolvedDeal
from .flows import flow_rows
from .ids import addresses
from .organizations import ResolvedOrganization, resolve_organizations
from .packages import packages
from .reported import Reported, reported_mentions


@dataclass(frozen=True)
class ResolveReport:
    """What resolving gave."""

    deals: int
    organizations: int
    conflicts: int
    new: int
    changed: int
    withdrawn: int


def resolve(db: Database, at: str, cause: str = "resolve") -> ResolveReport:
    """Fill organisations, deals, parties, events, conflicts, flows and addresses.

    A pure function of the durable tables: the same rows with the same ids come out however often
    and in whatever order articles were loaded. ``at`` (UTC, ISO 8601) goes into ``deal_log``, which
    gets a row for each deal that is new, changed or withdrawn. One transaction; readers of the
    file see the old state or the new one.
    """
    counting = [reading.id for reading in counting_readings(db)]
    mentions = reported_mentions(db, counting)
    organizations = resolve_organizations(mentions)
    deals = [ResolvedDeal(tuple(group), organizations) for group in cluster(mentions)]
    deals.sort(key=lambda deal: deal.id)
    content = _derived_rows(db, deals, mentions, counting)
    digests = _digests(content)
    with db.atomic():
        changes = _log_changes(db, digests, at, cause)
        _refill(db, content)
    return ResolveReport(
        deals=len(deals),
        organizations=len(content["organizations"]),
        conflicts=len(content["conflicts"]),
        new=changes.count("new"),
        changed=changes.count("changed"),
        withdrawn=changes.count("withdrawn"),
    )


def _derived_rows(
    db: Database, deals: list[ResolvedDeal], mentions: list[Reported], counting: list[str]
) -> dict[str, list[dict[str, Any]]]:
    package = packages(deals)
    holder = {mention.id: deal.id for deal in deals for mention in deal.mentions}
    return {
        "organizations": _organization_rows(deals),
        "deals": [deal.row(package.get(deal.id)) for deal in deals],
        "deal_parties": [row for deal in deals for row in _party_rows(deal)],
        "deal_mentions": [row for deal in deals for row in _mention_rows(deal)],
        "deal_events": [row for deal in deals for row in deal.events()],
        "conflicts": [row for deal in deals for row in _conflict_rows(deal)],
        "flows": flow_rows(deals),
        "deal_addresses": _address_rows(db, mentions, counting, holder),
    }


def _organization_rows(deals: Iterable[ResolvedDeal]) -> list[dict[str, Any]]:
    taking_part: dict[str, set[str]] = {}
    present: dict[str, ResolvedOrganization] = {}
    for deal in deals:
        for party in deal.parties:
            present[party.organization.key] = party.organization
            taking_part.setdefault(party.organization.id, set()).add(deal.id)
    ids = {key: organization.id for key, organization in present.items()}
    ordered = sorted(present.values(), key=lambda one: (ids.get(one.parent_key or "") is not None, one.id))
    return [
        {
            "id": one.id,
            "name": one.name,
            "kind": one.kind,
            "parent": ids.get(one.parent_key or ""),
            "aliases": json.dumps(one.aliases, ensure_ascii=False),
            "ai": int(one.ai),
            "deal_count": len(taking_part[one.id]),
        }
        for one in ordered
    ]


def _party_rows(deal: ResolvedDeal) -> Iterable[dict[str, Any]]:
    for place, party in enumerate(deal.parties, start=1):
        share = party.share or {}
        yield {
            "deal_id": deal.id,
            "organization_id": party.organization.id,
            "role": party.role.value,
            "share": share.get("value"),
            "share_currency": share.get("currency"),
            "share_qualifier": share.get("qualifier"),
            "place": place,
        }


def _mention_rows(deal: ResolvedDeal) -> Iterable[dict[str, Any]]:
    for mention in deal.mentions:
        article = mention.source.article_id
        yield {
            "deal_id": deal.id,
            "mention_id": mention.id,
            "article_id": article,
            "source_number": deal.sources[article],
        }


def _conflict_rows(deal: ResolvedDeal) -> Iterable[dict[str, Any]]:
    for choice in deal.conflicts:
        yield {
            "deal_id": deal.id,
            "field": choice.field,
            "candidates": json.dumps([candidate.as_json() for candidate in choice.candidates], ensure_ascii=False),
            "chosen": json.dumps(choice.value, ensure_ascii=False),
            "rule": choice.rule,
        }


def _address_rows(
    db: Database, mentions: list[Reported], counting: list[str], holder: Mapping[str, str]
) -> list[dict[str, Any]]:
    by_article: dict[str, list[Reported]] = {}
    for mention in mentions:
        by_article.setdefault(mention.source.article_id, []).append(mention)
    other_ids = [row["id"] for row in rows(db, "SELECT id FROM readings ORDER BY at, id") if row["id"] not in counting]
    others = [reading for reading in (reported_mentions(db, [one]) for one in other_ids) if reading]
    found = addresses(by_article, others, _successors(db), holder)
    return [{"digits": digits, "deal_id": deal} for digits, deal in sorted(found.items())]


def _successors(db: Database) -> dict[str, str]:
    """Articles whose file changed, with the article that now stands in the same place."""
    found = rows(
        db,
        """
        SELECT replaced.article_id AS old, standing.article_id AS new
        FROM article_sources AS replaced
        JOIN article_sources AS standing ON standing.location = replaced.location AND standing.current = 1
        WHERE replaced.current = 0
        ORDER BY replaced.article_id, standing.location
        """,
    )
    return {row["old"]: row["new"] for row in found}


def _digests(content: Mapping[str, list[dict[str, Any]]]) -> dict[str, str]:
    """A hash of each deal's content over all the tables that have a part of it."""
    parts: dict[str, list[Any]] = {row["id"]: [row] for row in content["deals"]}
    for table in ("deal_parties", "deal_mentions", "conflicts"):
        for row in content[table]:
            parts[row["deal_id"]].append(row)
    return {
        deal: hashlib.sha256(json.dumps(rows_, sort_keys=True).encode()).hexdigest()[:16]
        for deal, rows_ in parts.items()
    }


def _log_changes(db: Database, digests: Mapping[str, str], at: str, cause: str) -> list[str]:
    last = {
        row["deal_id"]: row
        for row in rows(
            db,
            "SELECT deal_id, digest, state FROM deal_log WHERE id IN (SELECT max(id) FROM deal_log GROUP BY deal_id)",
        )
    }
    changes = []
    for deal, digest in sorted(digests.items()):
        before = last.get(deal)
        if before is None or before["state"] == "withdrawn":
            changes.append((deal, digest, "new"))
        elif before["digest"] != digest:
            changes.append((deal, digest, "changed"))
    for deal, before in sorted(last.items()):
        if deal not in digests and before["state"] != "withdrawn":
            changes.append((deal, before["digest"], "withdrawn"))
    db.conn.executemany(
        "INSERT INTO deal_log (deal_id, digest, state, cause, at) VALUES (?, ?, ?, ?, ?)",
        [(*change, cause, at) for change in changes],
    )
    return [state for _, _, state in changes]


def _refill(db: Database, content: Mapping[str, list[dict[str, Any]]]) -> None:
    # Emptied and filled, never dropped: dropping a table would take its triggers and views along.
    for table in reversed(derived_tables()):
        db.conn.execute(f'DELETE FROM "{table.name}"')
    for table in tables():
        if table.name in content:
            columns = [column.name for column in table.columns]
            marks = ", ".join("?" * len(columns))
            db.conn.executemany(
                f'INSERT INTO "{table.name}" VALUES ({marks})',
                ([row[column] for column in columns] for row in content[table.name]),
            )
    db.conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
