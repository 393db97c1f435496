"""The embedded extractor: from the text of an article to the answer that any model gives."""

from ..text.spans import Span
from ..answer import Answer, AnswerDeal, AnswerParty
from .article import Article, read_article
from .deals import Draft, find_drafts, with_tables
from .details import add_details
from .tables import table_drafts


def extract(text: str) -> Answer:
    """The deals that an article reports, in its own words."""
    article = read_article(text)
    rows = table_drafts(article)
    drafts, _ = find_drafts(article, [span for row in rows for span in row.spans])
    add_details(article, drafts)
    drafts = with_tables(drafts, rows)
    return Answer(deals=[_deal(article, draft) for draft in drafts])


def _deal(article: Article, draft: Draft) -> AnswerDeal:
    return AnswerDeal(
        quotes=[span.of(article.text) for span in (*draft.spans, *([draft.unit] if draft.unit else []))],
        type=draft.type,
        status=draft.status,
        parties=[
            AnswerParty(
                name=party.entity.name,
                role=role,
                words=article.words(party.first, party.last) if party.indirect else None,
            )
            for role, party in draft.parties
        ],
        amount=draft.amount.span.of(article.text) if draft.amount else None,
        unit=_words(article, draft.unit),
        valuation=_words(article, draft.valuation),
        stake=_words(article, draft.stake),
        round=_words(article, draft.round),
        date=_words(article, draft.date),
        horizon=_words(article, draft.horizon),
        capacity=_words(article, draft.capacity),
        focus=draft.focus,
    )


def _words(article: Article, span: Span | None) -> str | None:
    return span.of(article.text) if span else None
