"""Putting what a file or page says about an article into the forms in which it is kept."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?$")
_WRITTEN = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%Y/%m/%d")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def article_details(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Fields of Article from raw values; what can't be kept is None."""
    one_line = {key: _line(value) for key, value in values.items()}
    published = partial_date(one_line.get("published")) or partial_date(one_line.get("date"))
    language = one_line.get("language")
    return {
        "title": one_line.get("title"),
        "publisher": one_line.get("publisher"),
        "author": one_line.get("author"),
        "published": published,
        "language": language if language and _LANGUAGE.fullmatch(language) else None,
        "url": web_address(one_line.get("url")),
        "rights": one_line.get("rights"),
    }


def partial_date(words: str | None) -> str | None:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD; None where it is not plainly one."""
    if not words:
        return None
    iso = _ISO.fullmatch(words)
    if iso:
        year, month, day = iso.groups()
        return _dated("-".join(part.zfill(2) for part in (year, month, day) if part))
    for written in _WRITTEN:
        try:
            return datetime.strptime(words.replace(".", ""), written).date().isoformat()
        except ValueError:
            continue
    return None


def web_address(words: str | None) -> str | None:
    """An http or https address; None where it is anything else, which must never become a link."""
    if not words or re.search(r"\s", words):
        return None
    try:
        parts = urlsplit(words)
    except ValueError:
        return None
    return words if parts.scheme in ("http", "https") and parts.netloc else None


def _dated(iso: str) -> str | None:
    try:
        date.fromisoformat(f"{iso}-01-01"[:10])
    except ValueError:
        return None
    return iso


def _line(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str))
    return (" ".join(value.split()) or None) if isinstance(value, str) else None
