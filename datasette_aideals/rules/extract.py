"""The embedded extractor: from the text of an article to the answer that any model gives."""

from ..text.spans import Span
from ..answer import Answer, AnswerDeal, AnswerParty
from .article import Article, read_article
from .deals import Draft, find_drafts, with_tables
from .details import add_details
from .tables import table_drafts
from .wording import worded


def extract(text: str) -> Answer:
    """The deals that an article reports, in its own words."""
    article = read_article(text)
    rows = table_drafts(article)
    drafts, _ = find_drafts(article, [span for row in rows for span in row.spans])
    add_details(article, drafts)
    drafts = with_tables(drafts, rows)
    return Answer(deals=[worded(article, draft) for draft in drafts])
