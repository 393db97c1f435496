"""Taking the article out of a web page."""

from dataclasses import dataclass

from ..errors import BadArticle
from .details import article_details


@dataclass(frozen=True)
class Page:
    """The text of a page's article, headline first, and what the page says about it."""

    text: str
    known: dict[str, str | None]


def read_page(html: str) -> Page:
    """The article in an HTML page. Raises BadArticle where none is found."""
    # Imported here: it takes long, and serving pages never needs it.
    from trafilatura import bare_extraction

    page = bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        # A date only from where pages declare it: any date in the text may be another story's.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if page is None or isinstance(page, dict) or not page.text:
        raise BadArticle("No article was found in the page. Save its text as .txt.")
    said = {
        "title": page.title,
        "publisher": page.sitename,
        "author": page.author,
        "published": page.date,
        "url": page.url,
    }
    known = article_details(said)
    return Page(_with_headline(page.text, known["title"]), known)


def _with_headline(text: str, title: str | None) -> str:
    first_line = " ".join(text.split("\n", 1)[0].split())
    if title is None or first_line.casefold() == title.casefold():
        return text
    return f"{title}\n\n{text}"
