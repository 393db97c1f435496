"""What is compared of a deal and of a reference answer, read from JSON in the reference answers' format."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from ..errors import BadReference
from ..terms import DealType, Qualifier, Role, Status


def _none_if_empty(value: Any) -> Any:
    return None if value in ("", {}, []) else value


def _text_if_any(value: Any) -> Any:
    return None if value in (None, "", {}, []) else str(value)


def _quoted(value: Any) -> Any:
    """The words of a quote, which may be written as a string or as an object."""
    return value.get("quote") or value.get("exact") or "" if isinstance(value, dict) else value


def _named(value: Any) -> Any:
    """An organisation that is written as its name only, as an object."""
    return {"name": value} if isinstance(value, str) else value


_Text = Annotated[str | None, BeforeValidator(_text_if_any)]
_Quote = Annotated[str, BeforeValidator(_quoted)]


@dataclass(frozen=True)
class Money:
    """A sum in units of an ISO 4217 currency; ``value_max`` is the high end of a range."""

    value: float | None = None
    currency: _Text = None
    qualifier: Annotated[Qualifier | None, BeforeValidator(_none_if_empty)] = None
    value_max: float | None = None


@dataclass(frozen=True)
class Named:
    """An organisation under all names that are right for it."""

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, kw_only=True)
class PartyFacts(Named):
    """An organisation with its role in a deal."""

    role: Role


_Money = Annotated[Money | None, BeforeValidator(_none_if_empty)]


@dataclass(frozen=True)
class DealFacts:
    """What is compared of one deal, found or wanted; ``evidence`` holds quotes of the article."""

    type: DealType
    status: Status
    parties: tuple[PartyFacts, ...]
    amount: _Money = None
    valuation: _Money = None
    stake_percent: Annotated[float | None, BeforeValidator(_none_if_empty)] = None
    round: _Text = None
    date: _Text = None
    focus: bool = True
    evidence: tuple[_Quote, ...] = ()
    optional_parties: tuple[Annotated[Named, BeforeValidator(_named)], ...] = ()


@dataclass(frozen=True)
class Reference:
    """The reference answer to one article; deals found in a ``borderline`` quote are not counted."""

    deals: tuple[DealFacts, ...]
    borderline: tuple[_Quote, ...] = ()


_DEAL = TypeAdapter(DealFacts)
_REFERENCE = TypeAdapter(Reference)


def deal_facts(document: dict[str, Any]) -> DealFacts:
    """One deal from its JSON. Raises pydantic's ValidationError where it is not of the agreed form."""
    return _DEAL.validate_python(document)


def read_reference(path: Path) -> Reference | None:
    """The reference answer in a file; None where the file holds something else. Raises BadReference."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or "deals" not in document:
            return None
        return _REFERENCE.validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        what = f"{place}: {first['msg']}"
        raise BadReference(f"{path} is no reference answer ({what}). Correct it, or move it.") from error
    except (OSError, ValueError) as error:
        raise BadReference(f"{path} can't be read as JSON ({error}). Correct it, or move it.") from error
