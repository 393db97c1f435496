"""The embedded extractor: from the text of an article to the answer that any model gives."""

from ..answer import Answer
from .article import read_article
from .deals import find_drafts, with_tables
from .details import add_details
from .headings import heading_drafts
from .loose import loose_drafts
from .tables import table_drafts
from .wording import worded


def extract(text: str) -> Answer:
    """The deals that an article reports, in its own words."""
    article = read_article(text)
    rows, pairs = table_drafts(article), heading_drafts(article)
    found = find_drafts(article, [span for row in (*rows, *pairs) for span in row.spans])
    drafts = found.drafts + loose_drafts(article, [*found.drafts, *rows, *pairs], found.sums)
    add_details(article, [*drafts, *pairs])
    drafts = with_tables(drafts, [*rows, *pairs])
    return Answer(deals=[worded(article, draft) for draft in drafts])
