"""The plugin's settings: what metadata.yml or datasette.yaml says under ``plugins: datasette-aideals``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from .errors import BadOption

PLUGIN = "datasette-aideals"
"""The name under which Datasette keeps the settings."""


@dataclass(frozen=True)
class Settings:
    """What a site's owner can set.

    ``database`` is the one database to show, where not all that hold deals should be; ``model``
    is the llm model id to read articles with; ``max_bytes`` is the longest file read as an article.
    None leaves each to its usual default.
    """

    database: str | None = None
    model: str | None = None
    max_bytes: int | None = None


def read_settings(given: Any) -> Settings:
    """The settings that a mapping gives; None gives the defaults. Raises BadOption."""
    if given is None:
        return Settings()
    if not isinstance(given, Mapping):
        raise BadOption(f"The settings of {PLUGIN} must be names with values.")
    known = [field.name for field in fields(Settings)]
    for name in given:
        if name not in known:
            raise BadOption(f"{PLUGIN} has no setting {name!r}. It has: {', '.join(known)}.")
    return Settings(
        database=_text("database", given),
        model=_text("model", given),
        max_bytes=_bytes("max_bytes", given),
    )


def _text(name: str, given: Mapping[str, Any]) -> str | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise BadOption(f"The setting {name} of {PLUGIN} must be a text, not {value!r}.")
    return value


def _bytes(name: str, given: Mapping[str, Any]) -> int | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise BadOption(f"The setting {name} of {PLUGIN} must be a whole number of bytes above 0, not {value!r}.")
    return value
