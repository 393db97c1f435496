"""The embedded extractor: from the text of an article to the answer that any model gives."""

from ..answer import Answer, AnswerDeal
from ..text.spans import Spans
from .article import Article
from .blocks import block_drafts
from .deals import find_drafts
from .details import add_details
from .drafts import Draft, Findings, NearMiss
from .entries import entry_drafts
from .headings import heading_drafts
from .inline import inline_drafts, takeover_drafts
from .judge import Judge, shipped_judge
from .merging import with_tables
from .pieces import read_pieces
from .tables import figure_rows, table_drafts
from .wording import worded

MOST_DEALS = 500


def extract(text: str, judge: Judge | None = None) -> Answer:
    """The deals that an article reports, in its own words; of a text with more than ``MOST_DEALS`` the first ones."""
    deals: dict[str, AnswerDeal] = {}
    for article in read_pieces(text):
        for draft in read_deals(article, judge)[0][: MOST_DEALS - len(deals)]:
            deal = worded(article, draft)
            deals.setdefault(deal.model_dump_json(), deal)
        if len(deals) >= MOST_DEALS:
            break
    return Answer(deals=list(deals.values()))


def read_deals(article: Article, judge: Judge | None = None) -> tuple[list[Draft], list[NearMiss]]:
    """The deals of an article, and the words that nearly made one."""
    framed = framed_deals(article)
    drafts = (judge or shipped_judge()).deals(article, framed)
    add_details(article, drafts)
    return drafts, framed.missed


def framed_deals(article: Article) -> Findings:
    """The deals that frames, tables and headings give, before the judge weighs them."""
    rows, pairs = [*table_drafts(article), *block_drafts(article)], heading_drafts(article)
    figures = figure_rows(article, rows)
    article.forget_sums(Spans(figures))
    rows += inline_drafts(article)
    rows += entry_drafts(article, [span for row in (*rows, *pairs) for span in row.spans])
    found = find_drafts(article, [*figures, *(span for row in (*rows, *pairs) for span in row.spans)])
    drafts = with_tables(found.drafts, [*rows, *pairs, *takeover_drafts(article)])
    return found._replace(drafts=drafts)
