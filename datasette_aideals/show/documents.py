"""The same things as JSON: one stable shape, the project's own, on every Datasette."""

from dataclasses import asdict
from typing import Any

from .filters import MOST
from .formats import web
from .links import Links
from .shapes import (
    Article,
    ArticleRef,
    Change,
    Conflict,
    Deal,
    DealInArticle,
    DealList,
    DealRow,
    Fact,
    Home,
    Money,
    Party,
    Reading,
    Reference,
    Run,
    Statement,
)

Document = dict[str, Any]

JSON = ".json"


def problem(message: str, status: int) -> Document:
    """What a request that can't be answered gets."""
    return {"ok": False, "error": message, "status": status}


def home(look: Home, links: Links) -> Document:
    """What is in the database."""
    return {
        "ok": True,
        "counts": {
            "deals": look.deals,
            "ai_deals": look.ai_deals,
            "articles": look.articles,
            "publishers": look.publishers,
            "organizations": look.organizations,
            "deals_with_conflicts": look.conflicts,
            "deals_with_judged_values": look.judged,
            "refused_values": {"mismatch": 0, "unfound": 0, **dict(look.refused)},
            "refused_deals": look.refused_mentions,
        },
        "articles_from": look.first_published,
        "articles_to": look.last_published,
        "newest": [deal_row(row, links) for row in look.newest],
        "largest": [deal_row(row, links) for row in look.largest],
        "doubtful": [deal_row(row, links) for row in look.doubtful],
        "models": [{"model": use.model, "articles": use.articles} for use in look.models],
        "last_run": run(look.last_run),
        "changes": [_change(each, links) for each in look.changes],
        "timeline": [asdict(month) for month in look.months],
        "undated": look.undated,
        "totals": [asdict(total) for total in look.totals],
        "links": {"page": links.home(), "deals": links.deals(extension=JSON)},
    }


def deals(listed: DealList, links: Links) -> Document:
    """One page of the list of deals; ``next`` is null on the last one."""
    wanted = listed.wanted
    following = {**wanted.query, "next": listed.next} if listed.next else None
    return {
        "ok": True,
        "count": listed.count,
        "deals": [deal_row(row, links) for row in listed.rows],
        "snippets": {
            deal: "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)
            for deal, pieces in listed.snippets.items()
        },
        "facets": {name: dict(counts) for name, counts in listed.facets.items()} if wanted.facets else None,
        "next": listed.next,
        "next_url": links.deals(following, JSON) if following else None,
        "filters": {
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
            "sort": wanted.sort.value,
            "size": wanted.size,
            "most": MOST,
        },
        "links": {"page": links.deals(wanted.query), "home": links.home(JSON)},
    }


def deal(whole: Deal, links: Links) -> Document:
    """One deal with its facts, the statements behind them, conflicts, refusals and readings."""
    row = whole.row
    return {
        "ok": True,
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
            "tranches": [{**(money(sum_) or {}), "condition": condition} for sum_, condition in whole.tranches],
            "package": [_reference(each, links) for each in whole.package],
            "circles": [asdict(each) for each in whole.circles],
            "events": [asdict(each) for each in whole.events],
            "changes": [_change(each, links) for each in whole.changes],
            "permanent": links.deal(whole.address),
            "review_state": whole.review_state,
            "summary_by": whole.summary_by,
            "summary_refused": whole.summary_refused,
            "sources": [
                {"number": source.number, "article": article_ref(source.article, links)} for source in whole.sources
            ],
            "facts": [_fact(fact) for fact in whole.facts],
            "statements": [statement(each, links) for each in whole.statements if each not in whole.refused],
            "refused": [statement(each, links) for each in whole.refused],
            "conflicts": [conflict(each) for each in whole.conflicts],
            "readings": [_reading(reading) for reading in whole.readings],
            "history": [vars(one) for one in whole.history],
        },
        "links": {"page": links.deal(row.id), "deals": links.deals(extension=JSON), "home": links.home(JSON)},
    }


def article(whole: Article, links: Links) -> Document:
    """One article with its text, if that may be shown, and the deals in it."""
    return {
        "ok": True,
        "article": {
            **article_ref(whole.ref, links),
            "language": whole.language,
            "rights": whole.rights,
            "characters": whole.characters,
            "loaded_at": whole.loaded_at,
            "text": whole.text,
            "places": list(whole.places),
            "replaced_by": list(whole.replaced_by),
            "copies": [article_ref(copy, links) for copy in whole.copies],
            "flagged": whole.flagged,
            "deals": [_deal_in_article(each, links) for each in whole.deals],
            "refused_deals": [
                {
                    "mention": mention.id,
                    "type": mention.type,
                    "reason": mention.reason,
                    "quotes": [statement(quote, links) for quote in mention.quotes],
                }
                for mention in whole.refused
            ],
            "readings": [{**_reading(reading), "in_use": reading.id == whole.in_use} for reading in whole.readings],
        },
        "links": {"page": links.article(whole.ref.id), "home": links.home(JSON)},
    }


def deal_row(row: DealRow, links: Links) -> Document:
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
        "links": {"page": links.deal(row.id), "json": links.deal(row.id, JSON)},
    }


def money(sum_: Money | None) -> Document | None:
    """A sum; ``value_max`` is null but for ranges."""
    if sum_ is None:
        return None
    return {
        "value": sum_.value,
        "value_max": sum_.value_max,
        "currency": sum_.currency,
        "qualifier": sum_.qualifier,
    }


def article_ref(ref: ArticleRef, links: Links) -> Document:
    """An article as others point to it; ``url`` is only ever one of the web."""
    return {
        "id": ref.id,
        "title": ref.title,
        "publisher": ref.publisher,
        "author": ref.author,
        "published": ref.published,
        "url": web(ref.url),
        "links": {"page": links.article(ref.id), "json": links.article(ref.id, extension=JSON)},
    }


def statement(each: Statement, links: Links) -> Document:
    """One statement with where its words stand; ``selector`` is null where they were not found."""
    found = each.start is not None and each.end is not None
    return {
        "id": each.id,
        "field": each.field,
        "subject": each.subject,
        "value": each.value,
        "words": each.words,
        "selector": {
            "exact": each.exact,
            "prefix": each.prefix,
            "suffix": each.suffix,
            "start": each.start,
            "end": each.end,
        }
        if found
        else None,
        "verdict": each.verdict,
        "reason": each.reason,
        "origin": each.origin,
        "reviewed": each.reviewed,
        "article": each.article,
        "source": each.source,
        "mention": each.mention,
        "reading": each.reading,
        "call": each.call,
        "links": {"words": links.article(each.article, each.id) if found else None},
    }


def _fact(fact: Fact) -> Document:
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


def _reference(each: Reference, links: Links) -> Document:
    return {**asdict(each), "links": {"page": links.deal(each.id), "json": links.deal(each.id, JSON)}}


def _change(each: Change, links: Links) -> Document:
    return {**asdict(each), "links": {"page": links.deal(each.deal)} if each.title else {}}


def _party(party: Party) -> Document:
    return {
        "organization": party.organization,
        "name": party.name,
        "role": party.role,
        "share": money(party.share),
    }


def conflict(each: Conflict) -> Document:
    """What sources disagree on, and the rule that chose."""
    return {
        "field": each.field,
        "chosen": each.chosen,
        "rule": each.rule,
        "candidates": [
            {
                "value": candidate.value,
                "chosen": candidate.chosen,
                "statements": list(candidate.statements),
                "articles": list(candidate.articles),
            }
            for candidate in each.candidates
        ],
    }


def _deal_in_article(each: DealInArticle, links: Links) -> Document:
    return {
        "number": each.number,
        "id": each.id,
        "title": each.title,
        "type": each.type,
        "status": each.status,
        "amount": money(each.amount),
        "statements": [statement(one, links) for one in each.statements],
        "links": {"page": links.deal(each.id), "json": links.deal(each.id, JSON)},
    }


def _reading(reading: Reading) -> Document:
    return {
        "id": reading.id,
        "article": reading.article,
        "model": reading.model,
        "resolved_model": reading.resolved_model,
        "prompt": reading.prompt,
        "run": reading.run,
        "code_version": reading.code_version,
        "outcome": reading.outcome,
        "at": reading.at,
        "deals": reading.deals,
        "input_tokens": reading.input_tokens,
        "output_tokens": reading.output_tokens,
        "duration_ms": reading.duration_ms,
    }


def run(each: Run | None) -> Document | None:
    """One run of a model, in numbers."""
    if each is None:
        return None
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
