"""Lists of grants: whether the text above one says that it is such a list, and which authority gives."""

import re
from bisect import bisect_left

from .article import Article
from .discourse import Party
from .lexicon import word_class
from .names import Name

_ABOVE = 3000
_MOST_NAMES = 2000
_GRANTS = re.compile(
    r"\bgrants?\b|\bsubsid|\bawarded\b|\bsanctioned\b|\bcontributions?\b|\bwon a share\b|\bprojects selected\b",
    re.I,
)


def lists_grants(article: Article, before: int) -> bool:
    """Whether the text above a place in the article speaks of grants."""
    return bool(_GRANTS.search(article.text, max(0, before - _ABOVE), before))


def public_body_above(article: Article, before: int) -> list[Party]:
    """The authority named last above a place; empty where there is none."""
    last = bisect_left(article.names, before, key=lambda name: article.tokens[name.first].start)
    above = [name for name in article.names[max(0, last - _MOST_NAMES) : last] if _is_public(article, name)]
    bodies = [name for name in above if "government" not in name.entity.name.lower()] or above
    return [Party(name.entity, name.first, name.last) for name in bodies[-1:]]


def _is_public(article: Article, name: Name) -> bool:
    if name.entity.known and name.entity.known.kind == "public body":
        return True
    return any(token.lower in word_class("public") for token in article.tokens[name.first : name.last])
