"""What can be asked for in a query string, told from the filters' own fields, and checked against them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from ...errors import BadOption
from ..filters import DOLLARS, MOST, WORDS, Called, Day, Dollars, Moment, Token
from ..list_filters import ListFilter, ListOptions
from .schema import Schema

_LONGEST_NAME = 40
"""Characters of a name that nobody knows, in a message."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query string; ``schema`` says which values it can have."""

    name: str
    about: str
    schema: Schema


def parameters_of(filter_: type | ListOptions | None) -> tuple[Parameter, ...]:
    """The parameters that a filter reads."""
    if filter_ is None:
        return ()
    if isinstance(filter_, ListOptions):
        return _of_options(filter_)
    hints = get_type_hints(filter_, include_extras=True)
    named = [field for field in fields(filter_) if get_origin(hints[field.name]) is Annotated]
    return tuple(_of_field(field.name, hints[field.name], field.default) for field in named)


def without(parameters: Iterable[Parameter], *names: str) -> tuple[Parameter, ...]:
    """The parameters but for those that are named."""
    return tuple(parameter for parameter in parameters if parameter.name not in names)


def read_query(query: Mapping[str, list[str]], known: Iterable[Parameter]) -> dict[str, str]:
    """The values of a query string, each given once and known. Raises BadOption.

    A misspelt filter that were left out in silence would give everything.
    """
    names = [parameter.name for parameter in known]
    for name, values in query.items():
        if name not in names:
            shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
            raise BadOption(
                f"{shown} can't be asked for here. These can: {', '.join(names)}."
                if names
                else f"{shown} can't be asked for here. This address takes no parameters."
            )
        if len(values) > 1:
            raise BadOption(f"{name} can be given only once.")
    return {name: values[0] for name, values in query.items()}


def _of_options(options: ListOptions) -> tuple[Parameter, ...]:
    kinds: dict[str, type] = {**dict.fromkeys(options.words, str), **options.terms}
    named = [Parameter(name, options.about[name], _schema(kind)) for name, kind in kinds.items()]
    return (*named, *parameters_of(ListFilter))


def _of_field(name: str, declared: Any, default: Any) -> Parameter:
    notes, plain = declared.__metadata__, declared.__origin__
    kinds = [kind for kind in (get_args(plain) or (plain,)) if kind is not NoneType]
    called = next((note.name for note in notes if isinstance(note, Called)), name)
    return Parameter(called, notes[-1], _schema(kinds[0], default))


def _schema(kind: type, default: Any = None) -> Schema:
    if issubclass(kind, Enum):
        words = {"type": "string", "enum": [word.value for word in kind]}
        return {**words, "default": default.value} if default else words
    if kind is int and default:
        return {"type": "integer", "minimum": 1, "maximum": MOST, "default": default}
    return _SCHEMAS[kind]


_SCHEMAS: dict[type, Schema] = {
    bool: {"type": "string", "enum": ["yes"]},
    int: {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    Dollars: {"type": "string", "pattern": f"^({DOLLARS})?$"},
    str: {"type": "string", "maxLength": WORDS},
    Day: {"type": "string", "anyOf": [{"format": "date"}, {"pattern": "^[0-9]{4}(-(0[1-9]|1[0-2]))?$"}, {"const": ""}]},
    Moment: {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}, {"const": ""}]},
    Token: {"type": "string"},
}
