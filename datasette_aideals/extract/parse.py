"""Reading a model's answer, also where there is prose around it or its end is missing.

Nothing is ever completed: of an answer that was cut off, only the deals that are whole are kept,
because half an amount ("$5" of "$5 billion") would stand in the article and pass as true.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ..answer import Answer, AnswerDeal
from ..errors import BadAnswer

_FENCED = re.compile(r"```[a-zA-Z]*\s*\n?(.*?)```", re.DOTALL)
_OPENING = re.compile(r"[{\[]")
_MOST_BROKEN_STARTS = 1000
_MISSING = object()
_TERMS = ("type", "status", "role")
_LISTS = ("quotes", "hardware")
_ADVICE = "Ask again, or choose a model that keeps to a schema."


@dataclass(frozen=True)
class Parsed:
    """A usable answer, and for each part of it that had to be left out a line that says why."""

    answer: Answer
    dropped: tuple[str, ...] = ()


def parse_answer(text: str) -> Parsed:
    """Read the answer out of what a model wrote.

    Takes the agreed object, a bare list of deals or a single deal, alone, in a code fence or
    amid prose; a deal that is not of the agreed form is left out and told of, the others stay.
    Raises BadAnswer where nothing can be used.
    """
    entries, broken = _entries(text)
    deals: list[AnswerDeal] = []
    dropped: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            deals.append(AnswerDeal.model_validate(_tidied(entry)))
        except ValidationError as error:
            dropped.append(f"deal {number}: {_problem(error)}")
        except RecursionError:
            dropped.append(f"deal {number}: nested too deeply")
    if entries and not deals:
        raise BadAnswer(f"None of the answer's deals is of the agreed form ({dropped[0]}). {_ADVICE}")
    if broken:
        dropped.append("the answer's JSON is broken or cut off: only the deals that are whole were kept")
    return Parsed(Answer(deals=deals), tuple(dropped))


def _entries(text: str) -> tuple[list[Any], bool]:
    """The deals in an answer, not yet checked, and whether some of it could not be read."""
    for candidate in (text, *reversed(_FENCED.findall(text))):
        found = _deals(_loaded(candidate))
        if found is not None:
            return found, False
    pieces, broken = _pieces(text)
    whole = [found for piece in pieces if _is_answer(piece) and (found := _deals(piece)) is not None]
    if whole:
        return whole[-1], False
    if pieces == [[]] and not broken:
        return [], False
    single = [deal for piece in pieces for deal in (_deals(piece) or [])]
    if not single:
        raise BadAnswer(f"The answer holds no whole deal and no empty list of deals in JSON. {_ADVICE}")
    return single, broken


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _MISSING


def _pieces(text: str) -> tuple[list[Any], bool]:
    """Every JSON object and array in a text, outermost first, and whether one was begun but not ended."""
    decoder = json.JSONDecoder()
    pieces: list[Any] = []
    at, broken = 0, 0
    while broken < _MOST_BROKEN_STARTS and (opening := _OPENING.search(text, at)):
        try:
            piece, at = decoder.raw_decode(text, opening.start())
            pieces.append(piece)
        except (ValueError, RecursionError):
            at = opening.end()
            broken += 1
    return pieces, broken > 0


def _deals(value: Any) -> list[Any] | None:
    """The deals in what a model may give for an answer; None where it is something else."""
    if isinstance(value, list):
        return value if not value or any(_is_deal(item) for item in value) else None
    if _is_deal(value):
        return [value]
    if not isinstance(value, dict):
        return None
    if "deals" in value:
        return _listed(value["deals"])
    wrapped = (_listed(inner["deals"]) for inner in value.values() if _is_answer(inner))
    return next(wrapped, None)


def _listed(deals: Any) -> list[Any] | None:
    if deals is None:
        return []
    if isinstance(deals, list):
        return deals
    return [deals] if _is_deal(deals) else None


def _is_answer(value: Any) -> bool:
    return isinstance(value, dict) and "deals" in value


def _is_deal(value: Any) -> bool:
    return isinstance(value, dict) and ("quotes" in value or "parties" in value)


def _tidied(value: Any, key: str = "") -> Any:
    """The same without empty things, with one word where a list belongs made a list, and terms spelt our way."""
    if isinstance(value, dict):
        tidied = {name: _tidied(inner, name) for name, inner in value.items()}
        return {name: inner for name, inner in tidied.items() if inner is not None}
    if isinstance(value, list):
        return [inner for item in value if (inner := _tidied(item)) is not None]
    if not isinstance(value, str):
        return value
    value = storable(value)
    if not value.strip():
        return None
    if key in _TERMS:
        return re.sub(r"[\s-]+", "_", value.strip()).lower()
    return [value] if key in _LISTS else value


def storable(text: str) -> str:
    """The same text with a question mark for each lone surrogate, which JSON can carry but UTF-8 can't."""
    return text.encode("utf-8", "replace").decode()


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}"
