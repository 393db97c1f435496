"""JSON schema of the types in which documents are declared."""

from collections.abc import Iterable
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from .shape.common import AtLeast

Schema = dict[str, Any]

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def components(shapes: Iterable[type]) -> dict[str, Schema]:
    """The schema of each of the shapes, and of all they are made of, by name."""
    found: dict[str, Schema] = {}
    waiting = list(shapes)
    while waiting:
        shape = waiting.pop()
        if shape.__name__ not in found:
            fields = get_type_hints(shape, include_extras=True)
            found[shape.__name__] = _object(shape, fields)
            waiting += [part for field in fields.values() for part in _parts(field)]
    return dict(sorted(found.items()))


def schema_of(declared: Any) -> Schema:
    """The schema of one type; objects are references to their components."""
    origin, arguments = get_origin(declared), get_args(declared)
    if origin is Annotated:
        return _annotated(declared)
    if origin in (Union, UnionType):
        return _union([schema_of(one) for one in arguments])
    if origin is Literal:
        return {"const": arguments[0]}
    if origin in (list, dict):
        parts = schema_of(arguments[-1])
        return (
            {"type": "array", "items": parts} if origin is list else {"type": "object", "additionalProperties": parts}
        )
    if is_typeddict(declared):
        return {"$ref": f"#/components/schemas/{declared.__name__}"}
    return {} if declared is Any else {"type": _PLAIN[declared]}


def _object(shape: type, fields: dict[str, Any]) -> Schema:
    return {
        "type": "object",
        "description": shape.__doc__,
        "properties": {name: schema_of(declared) for name, declared in fields.items()},
        "required": list(fields),
        "additionalProperties": False,
    }


def _annotated(declared: Any) -> Schema:
    schema = dict(schema_of(declared.__origin__))
    for note in declared.__metadata__:
        if isinstance(note, str):
            schema["description"] = note
        elif isinstance(note, AtLeast):
            schema["minimum"] = note.number
        elif issubclass(note, Enum):
            nullable = isinstance(schema["type"], list)
            schema["enum"] = [word.value for word in note] + ([None] if nullable else [])
    return schema


def _union(schemas: list[Schema]) -> Schema:
    described = next((each["description"] for each in schemas if "description" in each), None)
    bare = [{key: part for key, part in each.items() if key != "description"} for each in schemas]
    if all(set(each) == {"type"} for each in bare):
        union: Schema = {"type": [each["type"] for each in bare]}
    else:
        union = {"anyOf": bare}
    return {**union, "description": described} if described else union


def _parts(declared: Any) -> list[type]:
    """The shapes that a type is made of."""
    if is_typeddict(declared):
        return [declared]
    return [part for argument in get_args(declared) for part in _parts(argument)]
