"""Articles and statements as JSON: who says what, in which words, and how it was read."""

from .api.shape import article as article_shape
from .api.shape import common
from .api.shape import statement as shape
from .article_shapes import Article, DealInArticle, RefusedMention
from .formats import web
from .links import Links
from .shapes import ArticleRef, Money, Reading, Statement

JSON = ".json"


def article(whole: Article, links: Links) -> article_shape.ArticleDocument:
    """One article with its text, if that may be shown, and the deals in it."""
    return {
        "ok": True,
        "version": common.VERSION,
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
            "deals": [_deal(each, links) for each in whole.deals],
            "refused_deals": [_refused_deal(each, links) for each in whole.refused],
            "readings": [{**reading(each), "in_use": each.id == whole.in_use} for each in whole.readings],
        },
        "links": {"page": links.article(whole.ref.id), "home": links.home(JSON)},
    }


def article_ref(ref: ArticleRef, links: Links) -> shape.ArticleRef:
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


def statement(each: Statement, links: Links) -> shape.Statement:
    """One statement with where its words stand; ``selector`` is empty where they were not found."""
    selector = _selector(each)
    return {
        "id": each.id,
        "field": each.field,
        "subject": each.subject,
        "value": each.value,
        "words": each.words,
        "selector": selector,
        "verdict": each.verdict,
        "reason": each.reason,
        "origin": each.origin,
        "reviewed": each.reviewed,
        "article": each.article,
        "source": each.source,
        "mention": each.mention,
        "reading": each.reading,
        "call": each.call,
        "links": {"words": links.article(each.article, each.id) if selector else None},
    }


def reading(each: Reading) -> shape.Reading:
    """How an article was read."""
    return {
        "id": each.id,
        "article": each.article,
        "model": each.model,
        "resolved_model": each.resolved_model,
        "prompt": each.prompt,
        "run": each.run,
        "code_version": each.code_version,
        "outcome": each.outcome,
        "at": each.at,
        "deals": each.deals,
        "input_tokens": each.input_tokens,
        "output_tokens": each.output_tokens,
        "duration_ms": each.duration_ms,
    }


def money(sum_: Money | None) -> common.Money | None:
    """A sum, or null where there is none."""
    return stated(sum_) if sum_ else None


def stated(sum_: Money) -> common.Money:
    """A sum; ``value_max`` is null but for ranges."""
    return {
        "value": sum_.value,
        "value_max": sum_.value_max,
        "currency": sum_.currency,
        "qualifier": sum_.qualifier,
    }


def _selector(each: Statement) -> list[shape.QuoteSelector | shape.PositionSelector]:
    if each.start is None or each.end is None:
        return []
    return [
        {
            "type": "TextQuoteSelector",
            "exact": each.exact or "",
            "prefix": each.prefix or "",
            "suffix": each.suffix or "",
        },
        {"type": "TextPositionSelector", "start": each.start, "end": each.end},
    ]


def _deal(each: DealInArticle, links: Links) -> article_shape.ArticleDeal:
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


def _refused_deal(each: RefusedMention, links: Links) -> article_shape.RefusedDeal:
    return {
        "mention": each.id,
        "type": each.type,
        "reason": each.reason,
        "quotes": [statement(quote, links) for quote in each.quotes],
    }
