"""The tables and columns of ``public.yml``, as data and as SQL: all that a public copy has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ..store.schema import Column, Table, create_index, create_table, tables


@dataclass(frozen=True)
class PublicTable:
    """One table of a public copy.

    ``sources`` gives for each column that is filled the SQL that it is filled with, all others are
    null; ``rows`` is the SQL condition that a row of the private table must meet.
    """

    table: Table
    sources: Mapping[str, str]
    rows: str

    @property
    def shown(self) -> Table:
        """The table with the columns that are filled."""
        columns = tuple(one for one in self.table.columns if one.name in self.sources)
        return replace(self.table, columns=columns)

    @property
    def filling(self) -> str:
        """SQL that fills the table of the schema ``public`` from the private one, in the order of its key."""
        names = ", ".join(f'"{name}"' for name in self.sources)
        values = ", ".join(self.sources.values())
        order = ", ".join(f'"{key}"' for key in self.table.keys)
        return (
            f'INSERT INTO public."{self.table.name}" ({names})'
            f' SELECT {values} FROM private."{self.table.name}" WHERE {self.rows} ORDER BY {order}'
        )


@lru_cache(maxsize=1)
def public_tables() -> tuple[PublicTable, ...]:
    """Every table of a public copy, in the order in which to fill them; the marker is last."""
    text = files("datasette_aideals").joinpath("publish/public.yml").read_text(encoding="utf-8")
    known = {table.name: table for table in tables()}
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return tuple(_public(name, entry, known.get(name), entries.keys()) for name, entry in entries.items())


def create_statements() -> Iterator[str]:
    """SQL that makes the tables and indexes of a public copy."""
    for public in public_tables():
        yield create_table(public.table)
        for index in public.table.indexes:
            yield create_index(public.table, index)


def _public(name: str, entry: dict[str, Any], private: Table | None, present: Any) -> PublicTable:
    more = {column: _added(column, *spec) for column, spec in entry.get("more", {}).items()}
    if private is None:
        return PublicTable(
            Table(name, True, entry["about"], None, tuple(more.values()), ()), dict.fromkeys(more, ""), ""
        )
    changed = entry.get("as", {})
    sources = {column: f'"{column}"' for column in entry.get("columns", [])} | changed
    columns = [_column(column, present, filled=column.name in sources) for column in private.columns]
    sources |= {column: spec[2] for column, spec in entry.get("more", {}).items()}
    indexes = tuple(index for index in private.indexes if {*index} - {"unique"} <= sources.keys())
    table = Table(name, private.derived, private.about, private.label, (*columns, *more.values()), indexes)
    return PublicTable(table, sources, entry.get("rows", "1"))


def _column(column: Column, present: Any, *, filled: bool) -> Column:
    references = column.references if column.references and column.references[0] in present else None
    return replace(column, required=column.required and filled, references=references)


def _added(name: str, declaration: str, about: str, _: str) -> Column:
    kind, *flags = declaration.split()
    return Column(name, kind, "key" in flags, "required" in flags, None, about)
