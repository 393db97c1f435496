"""The tables and columns of ``schema.yml``, as data and as SQL."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

MARKER = "deal_addresses"
"""A table that only our databases have."""

COPY_MARKER = "publication"
"""The table that a public copy has besides."""


@dataclass(frozen=True)
class Column:
    """One column of one table."""

    name: str
    type: str
    key: bool
    required: bool
    references: tuple[str, str] | None
    about: str


@dataclass(frozen=True)
class Table:
    """One table, with what every column of it holds."""

    name: str
    derived: bool
    about: str
    label: str | None
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that make up the primary key."""
        return tuple(column.name for column in self.columns if column.key)


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """Every table, in the order in which they must be created."""
    text = files("datasette_aideals").joinpath("schema.yml").read_text(encoding="utf-8")
    return tuple(_table(name, entry) for name, entry in yaml.safe_load(text).items())


def derived_tables() -> tuple[Table, ...]:
    """The tables that resolving empties and fills again, in the order in which to fill them."""
    return tuple(table for table in tables() if table.derived)


def create_statements() -> Iterator[str]:
    """SQL that makes whatever is missing in a database: tables, indexes, views."""
    for table in tables():
        yield create_table(table)
        for index in table.indexes:
            yield create_index(table, index)
    yield from sql_statements("views")


def sql_statements(name: str) -> Iterator[str]:
    """The statements in the file ``<name>.sql`` beside this module, one by one."""
    statement = ""
    for line in sql_file(name).splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def sql_file(name: str) -> str:
    """The SQL in the file ``<name>.sql`` beside this module."""
    return files("datasette_aideals").joinpath(f"store/{name}.sql").read_text(encoding="utf-8")


def index_names() -> Iterator[str]:
    """The name of every index of ours."""
    return (_index_name(table, index) for table in tables() for index in table.indexes)


def _table(name: str, entry: dict[str, Any]) -> Table:
    return Table(
        name=name,
        derived=entry["kind"] == "derived",
        about=entry["about"],
        label=entry.get("label"),
        columns=tuple(_column(column, *spec) for column, spec in entry["columns"].items()),
        indexes=tuple(tuple(index) for index in entry.get("indexes", [])),
    )


def _column(name: str, declaration: str, about: str) -> Column:
    declared, _, target = declaration.partition(" -> ")
    kind, *flags = declared.split()
    table, _, column = target.partition(".")
    return Column(name, kind, "key" in flags, "required" in flags, (table, column) if target else None, about)


def create_table(table: Table) -> str:
    """SQL that makes a table, if it is not there."""
    lines = []
    for column in table.columns:
        line = f'"{column.name}" {column.type}'
        if column.required:
            line += " NOT NULL"
        if column.references:
            line += ' REFERENCES "{}"("{}")'.format(*column.references)
        lines.append(line)
    lines.append("PRIMARY KEY ({})".format(", ".join(f'"{key}"' for key in table.keys)))
    return 'CREATE TABLE IF NOT EXISTS "{}" (\n  {}\n)'.format(table.name, ",\n  ".join(lines))


def create_index(table: Table, index: tuple[str, ...]) -> str:
    """SQL that makes one of a table's indexes, if it is not there."""
    unique = "UNIQUE " if index[0] == "unique" else ""
    listed = ", ".join(f'"{name}"' for name in _indexed(index))
    return f'CREATE {unique}INDEX IF NOT EXISTS "{_index_name(table, index)}" ON "{table.name}" ({listed})'


def _index_name(table: Table, index: tuple[str, ...]) -> str:
    return f"idx_{table.name}_{'_'.join(_indexed(index))}"


def _indexed(index: tuple[str, ...]) -> tuple[str, ...]:
    return index[1:] if index[0] == "unique" else index
