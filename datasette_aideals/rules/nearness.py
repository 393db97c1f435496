"""How near words stand to those of a deal."""

from collections.abc import Sequence

from ..text.spans import Span
from .article import Article
from .drafts import Draft


def distance_between(article: Article, span: Span, anchor: Span) -> int:
    """How far two stretches of a text are apart, in characters; marks that part clauses count for many."""
    if span.overlaps(anchor):
        return 0
    between = article.text[min(span.end, anchor.end) : max(span.start, anchor.start)]
    return len(between) + 25 * between.count(",") + 60 * between.count(";") + 30 * between.count(" and ")


def is_nearest(article: Article, draft: Draft, others: Sequence[Draft], span: Span) -> bool:
    """Whether no other deal of the sentence stands nearer to some words."""

    def apart(one: Draft) -> int:
        return min(distance_between(article, span, anchor) for anchor in one.spans)

    return not others or apart(draft) <= min(apart(one) for one in others)
