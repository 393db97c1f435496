"""The embedded extractor: from the text of an article to the answer that any model gives."""

from ..answer import Answer, AnswerDeal
from ..text.spans import Spans
from .article import Article
from .blocks import block_drafts
from .deals import find_drafts
from .details import add_details
from .drafts import Draft, Findings, NearMiss, quoted
from .entries import entry_drafts
from .headings import heading_drafts
from .inline import inline_drafts, takeover_drafts
from .judge import Judge, shipped_judge
from .layout import told_lines
from .ledgers import ledger_drafts
from .merging import with_tables
from .name_tables import name_table_drafts
from .pairs import pair_drafts, untold
from .pieces import read_pieces
from .tables import figure_rows, table_drafts
from .terse import terse_drafts
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
    rows, headings = [*table_drafts(article), *block_drafts(article)], heading_drafts(article)
    lines = told_lines(article)
    rows += name_table_drafts(article, lines, quoted(rows))
    pairs = pair_drafts(article, lines, quoted([*rows, *headings]))
    figures = figure_rows(article, rows)
    article.forget_sums(Spans(figures))
    rows += inline_drafts(article)
    rows += [*headings, *pairs.told]
    rows += ledger_drafts(article, lines, quoted([*rows, *pairs.headed]))
    rows += entry_drafts(article, quoted([*rows, *pairs.headed]))
    rows += terse_drafts(article, lines, quoted([*rows, *pairs.headed]))
    found = find_drafts(article, [*figures, *quoted(rows)])
    rows += [*untold(pairs.headed, found.drafts), *takeover_drafts(article)]
    return found._replace(drafts=with_tables(found.drafts, rows))
