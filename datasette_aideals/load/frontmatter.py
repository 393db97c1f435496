"""Front matter: what a text file says about itself, as YAML between two lines of dashes at its top."""

import re
from typing import Any

import yaml

from ..errors import BadArticle
from .details import article_details

_KEYS = ("title", "publisher", "author", "published", "date", "language", "url", "rights")
# Longer blocks are no front matter, and YAML is slow to read.
_BLOCK = re.compile(r"---[ \t]*\n(?P<block>.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MEANT = re.compile(rf"^({'|'.join(_KEYS)})[ \t]*:", re.MULTILINE | re.IGNORECASE)
_FIRST_LINE = re.compile(r"---[ \t]*\n\s*(?P<line>.*)")


def split_front_matter(text: str) -> tuple[dict[str, str | None], str]:
    """What the front matter says, as fields of Article, and the text below it.

    Lines of dashes without one of our keys between them are part of the text. Front matter
    that has one of our keys but is no YAML, or has no end, raises BadArticle.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _BLOCK.match(text)
    if match is None:
        opened = _FIRST_LINE.match(text)
        if opened and _MEANT.match(opened["line"]):
            raise BadArticle("The front matter has no end. Put a line with --- below it.")
        return {}, text
    values = _parsed(match["block"])
    if values is None:
        return {}, text
    return article_details(values), text[match.end() :].lstrip("\n")


def _parsed(block: str) -> dict[str, Any] | None:
    try:
        # The base loader leaves every value a string, so that no title becomes a number or a date.
        loaded = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        if not _MEANT.search(block):
            return None
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 2}" if mark else ""
        raise BadArticle(
            f"The front matter is not valid YAML{place}. Put values that hold a colon in quotes."
        ) from error
    if not isinstance(loaded, dict):
        return None
    values = {str(key).lower(): value for key, value in loaded.items()}
    return {key: values[key] for key in _KEYS if key in values} or None
