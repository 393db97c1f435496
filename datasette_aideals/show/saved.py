"""The queries of ``saved_queries.yml``, as data."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class SavedQuery:
    """A query offered on every database of ours; ``reads`` names the tables it reads."""

    name: str
    title: str
    description: str
    reads: tuple[str, ...]
    sql: str


@lru_cache(maxsize=1)
def saved_queries() -> tuple[SavedQuery, ...]:
    """Every saved query, in the order of the file."""
    text = files("datasette_aideals").joinpath("show/saved_queries.yml").read_text(encoding="utf-8")
    return tuple(
        SavedQuery(name, entry["title"], entry["description"], tuple(entry["reads"]), entry["sql"])
        for name, entry in yaml.safe_load(text).items()
    )
