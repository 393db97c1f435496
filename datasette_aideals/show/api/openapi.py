"""The OpenAPI description of the API, made from what answers requests."""

import re
from collections.abc import Iterable
from typing import Any

from .parameters import Parameter
from .resources import Resource
from .schema import Schema, components
from .shape.common import VERSION, Problem

ABOUT = """\
Deals that news articles report about artificial intelligence, with the words behind every value.

A name that an address does not know is an error, not left out. All addresses can also be asked with HEAD.
Fields may be added within a version; none goes, and none changes its meaning."""

_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")

PROBLEMS = {
    "400": "A parameter that is not known here, or a value that it can't have.",
    "403": "Not all the tables that the answer is made from may be seen.",
    "404": "There is no such thing, or the database has no deals.",
    "405": "These addresses can only be read.",
    "500": "The database could not be read.",
    "503": "The database is being written, or was made by an earlier version.",
}

_TAG = {
    "description": "Entity tag: give it in If-None-Match to learn whether anything changed.",
    "schema": {"type": "string"},
}


def description(resources: Iterable[Resource], database: str) -> Schema:
    """The OpenAPI 3.1 document; ``database`` is the database's path on the server."""
    listed = list(resources)
    shapes = [resource.shape for resource in listed if resource.shape]
    return {
        "openapi": "3.1.0",
        "info": {"title": "datasette-aideals", "version": VERSION, "description": ABOUT},
        "servers": [{"url": f"{database}/-"}],
        "paths": {path_of(resource): {"get": _operation(resource)} for resource in listed},
        "components": {
            "schemas": components([*shapes, Problem]),
            "responses": {status: _problem(status, about) for status, about in PROBLEMS.items()},
        },
    }


def path_of(resource: Resource) -> str:
    """The path of a resource below the database's own pages, as OpenAPI writes it."""
    named = _GROUP.sub(r"{\1}", resource.address)
    return f"/aideals{named}".replace("\\", "")


def _operation(resource: Resource) -> Schema:
    named = _GROUP.findall(resource.address)
    return {
        "operationId": resource.name,
        "summary": resource.about,
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named),
            *(_parameter(parameter) for parameter in resource.parameters),
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "Entity tags of answers that the client has.",
                "schema": {"type": "string"},
            },
        ],
        "responses": {
            "200": {"description": resource.about, "headers": {"ETag": _TAG}, "content": _content(resource)},
            **({"302": _MOVED} if resource.moves else {}),
            "304": {"description": "The client has the answer already.", "headers": {"ETag": _TAG}},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in PROBLEMS},
        },
    }


_MOVED = {
    "description": "The deal has another address.",
    "headers": {"Location": {"description": "That address.", "schema": {"type": "string"}}},
}


def _content(resource: Resource) -> Schema:
    kind, _, _ = resource.media_type.partition(";")
    if resource.lines and resource.shape:
        line = f"Lines of JSON, each as #/components/schemas/{resource.shape.__name__}"
        return {kind: {"schema": {"type": "string", "description": line}}}
    if resource.shape:
        return {kind: {"schema": {"$ref": f"#/components/schemas/{resource.shape.__name__}"}}}
    return {kind: {"schema": {"type": "object"} if kind == "application/json" else {"type": "string"}}}


def _parameter(parameter: Parameter) -> Schema:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "allowEmptyValue": True,
        "schema": parameter.schema,
    }


def _problem(status: str, about: str) -> Schema:
    headers: Schema = {}
    if status == "405":
        headers["Allow"] = {"description": "The methods that are.", "schema": {"type": "string"}}
    if status == "503":
        headers["Retry-After"] = {"description": "Seconds, where waiting helps.", "schema": {"type": "integer"}}
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": about, "content": content, **({"headers": headers} if headers else {})}
