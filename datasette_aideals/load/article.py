"""Making an article out of a file's bytes or of a text."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePath

from ..errors import BadArticle
from ..store.records import Article
from .decode import decode
from .frontmatter import split_front_matter

HTML_ENDINGS = (".html", ".htm")

_EMPTY = "The article is empty. Put its text in, or leave it out."
_TITLE_LENGTH = 200
_LOOKED_AT = 1000
_HEADING = re.compile(r"^ {0,3}#[ \t]+(\S.*)$|^(?=.*\w)(.+)\n=+[ \t]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINE_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+)+|\s+#+\s*$")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|`+|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")


def read_article(data: bytes, name: str) -> Article:
    """The article in a file's bytes; its name's ending tells HTML from text. Raises BadArticle."""
    if not data.strip():
        raise BadArticle(_EMPTY)
    if PurePath(name).suffix.lower() in HTML_ENDINGS:
        from .html import read_page

        page = read_page(decode(data, html=True))
        return make_article(page.text, page.known)
    known, text = split_front_matter(decode(data))
    return make_article(text, known, fallback=PurePath(name).stem)


def make_article(text: str, known: Mapping[str, str | None] | None = None, *, fallback: str = "Untitled") -> Article:
    """The article with this text, its id and hash; ``known`` holds other fields of Article.

    Without a title it is the first main heading, else the first line with a word in it, else
    ``fallback``. Raises BadArticle where the text is blank.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadArticle(_EMPTY)
    digest = hashlib.sha256(text.encode()).hexdigest()
    details = dict(known or {})
    title = details.pop("title", None) or _title(text) or fallback
    return Article(id=digest[:12], sha256=digest, text=text, title=title, **details)


def _title(text: str) -> str | None:
    heading = _HEADING.search(text)
    lines = [heading[1] or heading[2]] if heading else []
    return next((title for line in [*lines, *text.splitlines()] if (title := _plain(line))), None)


def _plain(line: str) -> str | None:
    """A line without its Markdown marks, cut to a title's length; None where no word is left."""
    # The patterns take long on a line of a megabyte, and a title needs no more than its beginning.
    line = _LINK.sub(r"\1", _LINE_MARKS.sub("", _TAG.sub("", line[:_LOOKED_AT])))
    for _ in range(3):
        line = _EMPHASIS.sub(r"\2", line)
    line = " ".join(line.split())
    if not re.search(r"\w", line):
        return None
    if len(line) <= _TITLE_LENGTH:
        return line
    return line[: _TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
