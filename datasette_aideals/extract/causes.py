"""Telling from what a plugin raised why a model gave no answer, and whether asking again may help.

Each plugin raises classes of its own, so what counts is what they have in common: an HTTP status
and headers, where there was a response, else the names of the classes, else the message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from json import JSONDecodeError
from typing import Any

from ..terms import Trouble

_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size|limit)|(?:maximum|max|exceeds?\w*|available|model'?s?) context|n_ctx"
    r"|(?:prompt|input|request) is too (?:long|large)|too many (?:input )?tokens|reduce the length",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(r"insufficient[ _]quota|billing|credit balance|out of credits", re.IGNORECASE)
_FILTERED = re.compile(r"content[ _](?:filter|management|policy)|safety|moderation|blocked", re.IGNORECASE)
_FORM = re.compile(r"response_?\s?format|json_?\s?(?:schema|object|mode)|schema|grammar|structured", re.IGNORECASE)
_WORDS = (
    (re.compile(r"rate.?limit|too many requests|\b429\b", re.IGNORECASE), Trouble.RATE_LIMITED),
    (re.compile(r"time[d ]?.?out|deadline exceeded", re.IGNORECASE), Trouble.TIMEOUT),
    (
        re.compile(r"overloaded|unavailable|bad gateway|internal server error|connection|\b50[0234]\b", re.IGNORECASE),
        Trouble.UNAVAILABLE,
    ),
)
_TIMEOUT_CLASS = re.compile(r"Time(?:d)?out|DeadlineExceeded")
_BROKEN_CLASS = re.compile(r"Connect|Protocol|Network|Transport|ReadError|WriteError|ChunkedEncoding|Disconnected")
_BAD_FORM_STATUSES = (400, 404, 415, 422, 500, 501)
_TOO_LONG_STATUSES = (None, 400, 413, 422, 500)


@dataclass(frozen=True)
class Cause:
    """Why a question failed; ``retry_after`` is how many seconds the server asks to wait.

    ``form_refused`` says that the same question may pass with the answer's form asked for less strictly,
    ``form_named`` that the server says so itself.
    """

    trouble: Trouble
    retry_after: float | None = None
    form_refused: bool = False
    form_named: bool = False


def cause_of(error: BaseException) -> Cause:
    """Why a plugin failed, from the error that it raised or one that holds it as its cause."""
    chain = list(_chain(error))
    status = next((found for one in chain if (found := _status(one)) is not None), None)
    # What we say ourselves names the model, whose name may hold any of the words that are looked for.
    message = " ".join(str(one) for one in chain[1:] or chain)
    retry_after = next((after for one in chain if (after := _retry_after(one)) is not None), None)
    trouble = _by_status(status, message) if status is not None else _by_name(chain, message)
    if status in _TOO_LONG_STATUSES and _TOO_LONG.search(message):
        trouble = Trouble.TOO_LONG
    named = bool(_FORM.search(message))
    return Cause(trouble, retry_after, _form_refused(status, trouble, named), named)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    for found in (getattr(error, "status_code", None), getattr(response, "status_code", None)):
        if isinstance(found, int) and 100 <= found < 600:
            return found
    return None


def _by_status(status: int, message: str) -> Trouble:
    if status == 429:
        return Trouble.REJECTED if _NO_MONEY.search(message) else Trouble.RATE_LIMITED
    if status in (408, 504):
        return Trouble.TIMEOUT
    if status in (409, 425) or (status >= 500 and status != 501):
        return Trouble.UNAVAILABLE
    return Trouble.REFUSED if _FILTERED.search(message) else Trouble.REJECTED


def _by_name(chain: list[BaseException], message: str) -> Trouble:
    names = " ".join(kind.__name__ for one in chain for kind in type(one).__mro__)
    if any(isinstance(one, TimeoutError) for one in chain) or _TIMEOUT_CLASS.search(names):
        return Trouble.TIMEOUT
    if _BROKEN_CLASS.search(names) or any(isinstance(one, JSONDecodeError) for one in chain):
        return Trouble.UNAVAILABLE
    if _NO_MONEY.search(message):
        return Trouble.REJECTED
    return next((trouble for words, trouble in _WORDS if words.search(message)), Trouble.ERROR)


def _form_refused(status: int | None, trouble: Trouble, named: bool) -> bool:
    if trouble is Trouble.TOO_LONG:
        return False
    if status is None:
        return trouble is Trouble.ERROR and named
    return status in (400, 422) or (status in _BAD_FORM_STATUSES and named)


def _retry_after(error: BaseException) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    given = headers.get("retry-after") if hasattr(headers, "get") else None
    if not isinstance(given, str):
        return None
    try:
        return max(0.0, float(given))
    except ValueError:
        return _seconds_until(given)


def _seconds_until(date: str) -> float | None:
    try:
        until = parsedate_to_datetime(date)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=timezone.utc)
    return max(0.0, (until - datetime.now(timezone.utc)).total_seconds())
