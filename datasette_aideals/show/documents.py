"""The same things as JSON, in the shape that show/api declares."""

from collections.abc import Iterable

from ..store.totals import Total
from .api.shape import changes as changes_shape
from .api.shape import common
from .api.shape import deal as shape
from .api.shape import home as home_shape
from .api.shape import run as run_shape
from .api.shape import statement as statement_shape
from .article_documents import JSON, article_ref, money, reading, stated, statement
from .change_shapes import ChangeList
from .filters import MOST, DealFilter
from .links import Links
from .shapes import (
    Candidate,
    Change,
    Conflict,
    Deal,
    DealList,
    DealRow,
    Decided,
    Event,
    Facets,
    Fact,
    Home,
    Month,
    Party,
    Piece,
    Reference,
    Run,
    Source,
)


def problem(message: str, status: int) -> common.Problem:
    """What a request that can't be answered gets."""
    return {"ok": False, "error": message, "status": status}


def home(look: Home, links: Links) -> home_shape.HomeDocument:
    """What is in the database."""
    refused = dict(look.refused)
    return {
        "ok": True,
        "version": common.VERSION,
        "counts": {
            "deals": look.deals,
            "ai_deals": look.ai_deals,
            "articles": look.articles,
            "publishers": look.publishers,
            "organizations": look.organizations,
            "deals_with_conflicts": look.conflicts,
            "deals_with_judged_values": look.judged,
            "refused_values": {"mismatch": refused.get("mismatch", 0), "unfound": refused.get("unfound", 0)},
            "refused_deals": look.refused_mentions,
        },
        "articles_from": look.first_published,
        "articles_to": look.last_published,
        "newest": [deal_row(row, links) for row in look.newest],
        "largest": [deal_row(row, links) for row in look.largest],
        "doubtful": [deal_row(row, links) for row in look.doubtful],
        "models": [{"model": use.model, "articles": use.articles} for use in look.models],
        "last_run": run(look.last_run) if look.last_run else None,
        "changes": [_change(each, links) for each in look.changes],
        "timeline": [_month(month) for month in look.months],
        "undated": look.undated,
        "totals": [_total(total) for total in look.totals],
        "links": {"page": links.home(), "deals": links.deals(extension=JSON)},
    }


def deals(listed: DealList, links: Links) -> shape.DealsDocument:
    """One page of the list of deals; ``next`` is null on the last one."""
    wanted = listed.wanted
    following = {**wanted.query, "next": listed.next} if listed.next else None
    return {
        "ok": True,
        "version": common.VERSION,
        "count": listed.count,
        "deals": [deal_row(row, links) for row in listed.rows],
        "snippets": {deal: _marked(pieces) for deal, pieces in listed.snippets.items()},
        "facets": _facets(listed.facets) if wanted.facets else None,
        "next": listed.next,
        "next_url": links.deals(following, JSON) if following else None,
        "filters": _filters(wanted),
        "links": {"page": links.deals(wanted.query), "home": links.home(JSON)},
    }


def deal(whole: Deal, links: Links) -> shape.DealDocument:
    """One deal with its facts, the statements behind them, conflicts, refusals and readings."""
    row = whole.row
    return {
        "ok": True,
        "version": common.VERSION,
        "deal": {
            **deal_row(row, links),
            "announced_from": whole.announced_from,
            "announced_to": whole.announced_to,
            "giver": whole.giver,
            "receiver": whole.receiver,
            "valuation": money(whole.valuation),
            "round": whole.round,
            "stake_percent": whole.stake_percent,
            "gigawatts": whole.gigawatts,
            "gigawatts_qualifier": whole.gigawatts_qualifier,
            "horizon": whole.horizon,
            "hardware": list(whole.hardware),
            "tranches": [{**stated(sum_), "condition": condition} for sum_, condition in whole.tranches],
            "package": [_reference(each, links) for each in whole.package],
            "circles": [{"id": each.id, "title": each.title} for each in whole.circles],
            "events": [_event(each) for each in whole.events],
            "changes": [_change(each, links) for each in whole.changes],
            "address": whole.address,
            "review_state": whole.review_state,
            "summary_by": whole.summary_by,
            "summary_refused": whole.summary_refused,
            "sources": [_source(each, links) for each in whole.sources],
            "facts": [_fact(fact) for fact in whole.facts],
            "statements": [statement(each, links) for each in whole.statements if each not in whole.refused],
            "refused": [statement(each, links) for each in whole.refused],
            "conflicts": [conflict(each) for each in whole.conflicts],
            "readings": [reading(each) for each in whole.readings],
            "history": [_decided(each) for each in whole.history],
        },
        "links": _deal_links(whole, links),
    }


def _source(source: Source, links: Links) -> statement_shape.Source:
    return {"number": source.number, "article": article_ref(source.article, links)}


def _deal_links(whole: Deal, links: Links) -> shape.DealLinks:
    return {
        "page": links.deal(whole.row.id),
        "permanent": links.deal(whole.address),
        "deals": links.deals(extension=JSON),
        "home": links.home(JSON),
    }


def changes(listed: ChangeList, links: Links) -> changes_shape.ChangesDocument:
    """One page of what changed; ``next`` is null on the last one."""
    following = {**listed.wanted.query, "next": listed.next} if listed.next else None
    return {
        "ok": True,
        "version": common.VERSION,
        "changes": [_change(change, links) for change in listed.rows],
        "next": listed.next,
        "next_url": links.page("changes", following, JSON) if following else None,
    }


def deal_row(row: DealRow, links: Links) -> shape.DealRow:
    """A deal as lists give it."""
    return {
        "id": row.id,
        "title": row.title,
        "summary": row.summary,
        "type": row.type,
        "status": row.status,
        "amount": money(row.amount),
        "amount_usd": row.amount_usd,
        "amount_usd_basis": row.amount_usd_basis,
        "rate_year": row.rate_year,
        "parties": [_party(party) for party in row.parties],
        "announced": row.announced,
        "first_reported": row.first_reported,
        "ai": row.ai,
        "focus": row.focus,
        "article_count": row.article_count,
        "conflict_count": row.conflict_count,
        "disputed_fields": list(row.disputed),
        "judged_count": row.judged_count,
        "changed_at": row.changed_at,
        "links": {"page": links.deal(row.id), "json": links.deal(row.id, JSON)},
    }


def _fact(fact: Fact) -> shape.Fact:
    return {
        "field": fact.field,
        "subject": fact.subject,
        "value": fact.value,
        "statements": [each.id for each in fact.statements],
        "others": [
            {"subject": other.subject, "value": other.value, "statements": [each.id for each in other.statements]}
            for other in fact.others
        ],
    }


def _reference(each: Reference, links: Links) -> shape.Reference:
    return {
        "id": each.id,
        "title": each.title,
        "links": {"page": links.deal(each.id), "json": links.deal(each.id, JSON)},
    }


def _change(each: Change, links: Links) -> changes_shape.Change:
    found = each.leads_to
    return {
        "number": each.number,
        "deal": each.deal,
        "title": each.title,
        "state": each.state,
        "cause": each.cause,
        "at": each.at,
        "leads_to": found,
        "links": {"page": links.deal(found) if found else None, "json": links.deal(found, JSON) if found else None},
    }


def _party(party: Party) -> shape.Party:
    return {
        "organization": party.organization,
        "name": party.name,
        "role": party.role,
        "share": money(party.share),
    }


def conflict(each: Conflict) -> shape.Conflict:
    """What sources disagree on, and the rule that chose."""
    return {
        "field": each.field,
        "chosen": each.chosen,
        "rule": each.rule,
        "candidates": [_candidate(candidate) for candidate in each.candidates],
    }


def run(each: Run) -> run_shape.Run:
    """One run of a model, in numbers."""
    return {
        "id": each.id,
        "model": each.model,
        "resolved_model": each.resolved_model,
        "status": each.status,
        "started": each.started,
        "finished": each.finished,
        "articles": each.articles,
        "asked": each.asked,
        "reused": each.reused,
        "failed": each.failed,
    }


def _filters(wanted: DealFilter) -> shape.DealFilters:
    return {
        "q": wanted.q or None,
        "type": wanted.type.value if wanted.type else None,
        "status": wanted.status.value if wanted.status else None,
        "organization": wanted.organization or None,
        "min": wanted.least,
        "max": wanted.most,
        "from": wanted.since or None,
        "to": wanted.until or None,
        "ai": wanted.ai.value,
        "doubts": wanted.doubts,
        "facets": wanted.facets,
        "changed_since": wanted.changed_since or None,
        "sort": wanted.sort.value,
        "size": wanted.size,
        "most": MOST,
    }


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


def _facets(facets: Facets) -> shape.Facets:
    return {"type": dict(facets["type"]), "status": dict(facets["status"]), "ai": dict(facets["ai"])}


def _candidate(candidate: Candidate) -> shape.Candidate:
    return {
        "value": candidate.value,
        "chosen": candidate.chosen,
        "statements": list(candidate.statements),
        "articles": list(candidate.articles),
    }


def _event(event: Event) -> shape.Event:
    return {"status": event.status, "date": event.date, "article": event.article, "statement": event.statement}


def _decided(each: Decided) -> shape.Decided:
    return {
        "at": each.at,
        "what": each.what,
        "field": each.field,
        "before": each.before,
        "after": each.after,
        "actor": each.actor,
        "note": each.note,
    }


def _month(month: Month) -> home_shape.Month:
    return {"name": month.name, "deals": month.deals, "rumored": month.rumored, "usd": month.usd}


def _total(total: Total) -> home_shape.Total:
    return {
        "type": total.type,
        "state": total.state,
        "deals": total.deals,
        "stated": total.stated,
        "at_least": total.at_least,
        "up_to": total.up_to,
        "converted": total.converted,
        "without": total.without,
        "aggregates": total.aggregates,
    }
