"""Very long texts: read in pieces, and only as long as there is not too much to weigh.

No news article comes near these bounds. They keep the time and memory for any text in proportion to its length,
and make a text that is nothing but names and sums end soon.
"""

from collections.abc import Iterator

from .article import Article, read_article

LONGEST_PIECE = 60_000
"""Characters that are read as one article; a longer text is cut at a blank line, else at a line, else at a blank."""
MOST_WEIGHED = 100_000
"""Names, values and words of sentences that may tell of a deal; behind the piece with the last of them reading ends.

Ten other words or marks weigh as much as one of these, and so do two sentences, so that some 800,000 words are read of
any text.
"""
_PLAIN_SHARE = 10
_WORDS_A_SENTENCE = 5


def read_pieces(text: str) -> Iterator[Article]:
    """The text as one article, or a very long one as several."""
    weighed = 0
    for piece in pieces(text):
        if weighed > MOST_WEIGHED:
            break
        article = read_article(piece)
        weighed += _weight(article)
        yield article


def pieces(text: str) -> Iterator[str]:
    """The text, cut so that no piece is longer than ``LONGEST_PIECE``; nothing of it is lost."""
    start = 0
    while len(text) - start > LONGEST_PIECE:
        end = _cut(text, start, start + LONGEST_PIECE)
        yield text[start:end]
        start = end
    yield text[start:]


def _cut(text: str, start: int, end: int) -> int:
    """Where to end the piece from ``start`` that must not reach beyond ``end``: at the best mark in its second half."""
    middle = (start + end) // 2
    for mark in ("\n\n", "\n", ". ", " "):
        at = text.rfind(mark, middle, end)
        if at >= 0:
            return at + len(mark)
    return end


def _weight(article: Article) -> int:
    telling = sum(one.tokens[1] - one.tokens[0] for one in article.sentences if one.items)
    plain = len(article.tokens) + _WORDS_A_SENTENCE * len(article.sentences)
    return len(article.names) + len(article.values) + telling + plain // _PLAIN_SHARE
