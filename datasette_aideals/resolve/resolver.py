"""Making the derived tables from what is durable: all of it, or only what changed."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from . import log
from .cluster import cluster
from .copying import Copies, find_copies
from .deals import ResolvedDeal
from .decided import DealDecisions, deal_decisions
from .filling import Content, Old, replace_all, replace_part
from .flows import payment_rows
from .ids import standing
from .known import Known, StartOver, know
from .organizations import ResolvedOrganization, resolve_organizations, spellings_of
from .overlay import Overlay, overlay
from .packages import packages
from .readings import counting_mentions, introduced, other_readings, party_names, removed_addresses, successors
from .reported import Reported, reported_mentions
from .scope import Scope, deals_naming
from .tables import block_rows, conflict_rows, deal_row, mention_rows, name_rows, organization_row, party_rows

_AMONG = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class ResolveReport:
    """What resolving gave; ``touched`` deals were made anew, the others were not looked at."""

    deals: int
    organizations: int
    conflicts: int
    new: int
    changed: int
    withdrawn: int
    touched: int = 0


def resolve(
    db: Database, at: str, cause: str = "resolve", *, full: bool = False, reviewed: Iterable[str] | None = None
) -> ResolveReport:
    """Fill organisations, deals and all that belongs to them.

    A pure function of the durable tables: the same rows with the same ids come out however often
    and in whatever order articles were loaded, and whether all is made anew (``full``) or only what
    changed. ``at`` (UTC, ISO 8601) goes into ``deal_log``, which gets a row for each deal that is new,
    changed or withdrawn. One transaction; readers of the file see the old state or the new one.
    ``reviewed`` are the articles on which people decided something, where it is known that nothing else changed.
    """
    judged = overlay(db, reviewed)
    if judged.empty:
        return _resolve_what_changed(db, at, cause, full, judged)
    with db.atomic():
        judged.write(db)
        return _resolve_what_changed(db, at, cause, full, judged)


def _resolve_what_changed(db: Database, at: str, cause: str, full: bool, judged: Overlay) -> ResolveReport:
    try:
        return _resolve(db, at, cause, full, judged)
    except StartOver:
        return _resolve(db, at, cause, True, judged)


@dataclass(frozen=True)
class _Plan:
    """What is to be written: rows by table, what they replace, and what changed."""

    content: Content
    old: Old
    changes: list[tuple[str, str, str, str]]
    touched: int


def _resolve(db: Database, at: str, cause: str, full: bool, judged: Overlay) -> ResolveReport:
    known = know(db, full, judged)
    plan = _plan(db, known, cause)
    if known.full or plan.old.deals or plan.touched or known.decided:
        with db.atomic():
            # Rows refer to each other both ways while a part of them is replaced.
            db.conn.execute("PRAGMA defer_foreign_keys = ON")
            log.write(db, plan.changes, at)
            if known.full:
                replace_all(db, plan.content, known)
            else:
                replace_part(db, plan.content, plan.old, known)
    states = Counter(state for _, _, state, _ in plan.changes)
    return ResolveReport(
        deals=_count(db, "deals"),
        organizations=_count(db, "organizations"),
        conflicts=_count(db, "conflicts"),
        new=states["new"],
        changed=states["changed"],
        withdrawn=states["withdrawn"],
        touched=plan.touched,
    )


def _plan(db: Database, known: Known, cause: str) -> _Plan:
    copies = find_copies(db, known)
    scope = _scope(db, known, copies)
    while True:
        organizations = _organizations(db, known, scope)
        mentions = sorted(scope.mentions.values(), key=lambda mention: mention.order)
        leads = _standing(db, known, scope)
        deals = _deals(mentions, organizations, deal_decisions(known.decisions, leads))
        more = set() if known.full else _with_the_same_parties(db, deals) - scope.deals
        if not more:
            break
        scope.add_deals(more)
    content = _content(deals, organizations, leads, known)
    holder = {row["digits"]: row["deal_id"] for row in content["deal_addresses"]}
    old = log.before(db, None if known.full else {*scope.deals, *(deal.id for deal in deals)})
    moved = {deal: holder[end] for deal in old.digests if (end := deal.rsplit("-", 1)[-1]) in holder}
    return _Plan(
        content={**content, **copies.rows, "mention_blocks": block_rows(mentions)},
        old=Old(
            deals=frozenset(scope.deals),
            keys=frozenset(organizations) | _keys_of(db, scope.deals),
            mentions=frozenset((*scope.mentions, *known.gone)),
            compared=copies.looked_at,
            left=copies.left,
        ),
        changes=log.changes(old, content, moved, cause),
        touched=len(deals),
    )


def _scope(db: Database, known: Known, copies: Copies) -> Scope:
    """The mentions to look at: all of them, or those that what changed can reach."""

    def load(ids: Iterable[str]) -> list[Reported]:
        listed = list(ids)
        book = replace(known.book, introduced=introduced(db, party_names(db, listed)))
        return reported_mentions(db, listed, book, copies.originals)

    scope = Scope(db, load, frozenset(known.gone))
    if known.full:
        scope.mentions.update({mention.id: mention for mention in scope.loaded(known.added)})
        return scope
    scope.add_deals(_holding(db, {*known.gone, *known.changed}))
    scope.add_mentions(known.added)
    scope.add_decided(known.decided)
    scope.add_mentions(counting_mentions(db, copies.moved))
    scope.add_merged(known.decisions)
    return scope


def _organizations(db: Database, known: Known, scope: Scope) -> dict[str, ResolvedOrganization]:
    """The organisations that the scope names, by key; the scope grows where one of them gets another name or id.

    Raises StartOver where two of them would have the same id.
    """
    while True:
        spellings = spellings_of(scope.mentions.values())
        if known.full:
            return resolve_organizations(spellings, known.book)
        keys = spellings.keys() | _keys_of(db, scope.deals)
        for row in _names_elsewhere(db, keys, scope.deals):
            spellings.setdefault(row["organization_key"], Counter())[row["name"]] += row["uses"]
        found = resolve_organizations(spellings, known.book)
        stored = _stored(db, found)
        if any(one.id != one.address for one in found.values()) or _taken(db, found, keys):
            raise StartOver
        changed = {key for key, one in found.items() if key in stored and stored[key] != one.row}
        more = deals_naming(db, changed) - scope.deals
        if not more:
            return found
        scope.add_deals(more)


def _standing(db: Database, known: Known, scope: Scope) -> dict[str, str]:
    """Digits to the mentions that they lead to, as far as these are in the scope."""
    articles = {mention.source.article_id for mention in scope.mentions.values()}
    after = successors(db)
    related = None if known.full else articles | {old for old, new in after.items() if new in articles}
    counting: dict[str, list[Reported]] = {}
    for mention in scope.loaded(known.added if known.full else counting_mentions(db, articles)):
        counting.setdefault(mention.source.article_id, []).append(mention)
    others = other_readings(db, related, known.book)
    found = standing(counting, others, after, removed_addresses(db))
    return {digits: mention for digits, mention in found.items() if mention in scope.mentions}


def _deals(
    mentions: list[Reported], organizations: Mapping[str, ResolvedOrganization], decisions: DealDecisions
) -> list[ResolvedDeal]:
    groups = decisions.joined(cluster(mentions, decisions.apart))
    deals = [ResolvedDeal(group, organizations, decisions.values(group)) for group in groups]
    return sorted(deals, key=lambda deal: deal.id)


def _content(
    deals: list[ResolvedDeal],
    organizations: Mapping[str, ResolvedOrganization],
    leads: Mapping[str, str],
    known: Known,
) -> dict[str, list[dict[str, Any]]]:
    package = packages(deals)
    holder = {mention.id: deal.id for deal in deals for mention in deal.mentions}
    return {
        "organizations": [organization_row(one) for _, one in sorted(organizations.items())],
        "deals": [deal_row(deal, package.get(deal.id), known.rates) for deal in deals],
        "deal_parties": [row for deal in deals for row in party_rows(deal)],
        "deal_mentions": [row for deal in deals for row in mention_rows(deal)],
        "deal_events": [row for deal in deals for row in deal.events()],
        "deal_names": [row for deal in deals for row in name_rows(deal)],
        "conflicts": [row for deal in deals for row in conflict_rows(deal)],
        "payments": [row for deal in deals for row in payment_rows(deal, known.rates)],
        "deal_addresses": [{"digits": digits, "deal_id": holder[one]} for digits, one in sorted(leads.items())],
    }


def _stored(db: Database, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What deals depend on of the organisations with these keys, as it was."""
    sql = f"SELECT key, id, name, kind, parent_key, ai FROM organizations WHERE key {_AMONG}"
    return {row["key"]: row for row in rows(db, sql, [json.dumps(sorted(keys))])}


def _taken(db: Database, found: Mapping[str, ResolvedOrganization], keys: Iterable[str]) -> bool:
    """Whether an organisation that is not looked at has the id of one that is."""
    sql = f"SELECT 1 FROM organizations WHERE id {_AMONG} AND NOT key {_AMONG} LIMIT 1"
    ids, looked_at = sorted(one.id for one in found.values()), sorted({*found, *keys})
    return bool(rows(db, sql, [json.dumps(ids), json.dumps(looked_at)]))


def _holding(db: Database, mention_ids: Iterable[str]) -> set[str]:
    sql = f"SELECT deal_id FROM deal_mentions WHERE mention_id {_AMONG}"
    return {row["deal_id"] for row in rows(db, sql, [json.dumps(sorted(mention_ids))])}


def _keys_of(db: Database, deals: Iterable[str]) -> frozenset[str]:
    sql = f"SELECT DISTINCT organization_key AS key FROM deal_names WHERE deal_id {_AMONG}"
    return frozenset(row["key"] for row in rows(db, sql, [json.dumps(sorted(deals))]))


def _with_the_same_parties(db: Database, deals: Iterable[ResolvedDeal]) -> set[str]:
    """Stored deals between just the same organisations as one of ``deals``: both may be of one package."""
    sql = f"""
        SELECT deal_id FROM deal_parties AS one WHERE deal_id IN (
          SELECT deal_id FROM deal_parties WHERE organization_id {_AMONG}
          GROUP BY deal_id HAVING count(DISTINCT organization_id) = ?
        ) GROUP BY deal_id HAVING count(DISTINCT organization_id) = ?
    """
    parties = {frozenset(party.organization.id for party in deal.parties) for deal in deals}
    return {
        row["deal_id"]
        for ids in parties
        if len(ids) > 1
        for row in rows(db, sql, [json.dumps(sorted(ids)), len(ids), len(ids)])
    }


def _names_elsewhere(db: Database, keys: Iterable[str], deals: Iterable[str]) -> list[dict[str, Any]]:
    """How organisations are called in deals other than the given ones."""
    sql = """
        SELECT organization_key, name, sum(uses) AS uses FROM deal_names
        WHERE organization_key IN (SELECT value FROM json_each(?))
          AND deal_id NOT IN (SELECT value FROM json_each(?))
        GROUP BY organization_key, name
    """
    return rows(db, sql, [json.dumps(sorted(keys)), json.dumps(sorted(deals))])


def _count(db: Database, table: str) -> int:
    return int(rows(db, f"SELECT count(*) AS number FROM {table}")[0]["number"])
