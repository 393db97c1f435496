"""The data of a published folder: tables as CSV, their description, and the index that the filter box reads."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from ..config import Site
from ..show.formats import date, money, term
from ..show.shapes import Money
from ..store.schema import Column, Table
from .allowed import public_tables

DATABASE = "data/public.db"
INDEX = "data/index.json"
INDEX_SCRIPT = "data/index.js"
PACKAGE = "datapackage.json"

INDEX_COLUMNS = ("id", "title", "parties", "type", "status", "ai", "amount", "usd", "when", "date", "doubts")
"""What the index holds of each deal, in this order."""

_TYPES = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}

_INDEX = """
    SELECT id, title, parties_text, type, status, ai, amount, currency, qualifier, amount_max, amount_usd,
           coalesce(announced, first_reported) AS date, conflict_count + judged_count AS doubts
    FROM deals ORDER BY first_reported DESC, id
"""


def tables_to_take() -> list[Table]:
    """The tables of a copy that are worth taking away."""
    return [public.shown for public in public_tables() if public.table.name not in _INNER]


def csv_path(table: Table) -> str:
    """Where a table's CSV file is."""
    return f"data/{table.name}.csv"


def write_csv(conn: Connection, table: Table, path: Path) -> None:
    """Write a table as CSV, in the order of its key."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    order = ", ".join(f'"{key}"' for key in table.keys)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in table.columns])
        writer.writerows(conn.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'))


def write_index(conn: Connection, path: Path, script: Path) -> None:
    """Write the index of all deals, and the same as a script, for browsers that read files and may not fetch."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"columns":{json.dumps(INDEX_COLUMNS)},\n"words":{json.dumps(_words(conn))},\n"deals":[')
        for number, row in enumerate(_indexed(conn)):
            file.write(f"{',' if number else ''}\n{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}")
        file.write("\n]}\n")
    with path.open(encoding="utf-8") as file, script.open("w", encoding="utf-8", newline="\n") as target:
        target.write("window.aidealsIndex = ")
        for line in file:
            target.write(line)


def package(site: Site, url: str | None, resources: Mapping[str, Mapping[str, Any]], version: str) -> dict[str, Any]:
    """The folder as a data package; ``resources`` has for each CSV file its bytes and SHA-256."""
    document: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ai-deals",
        "title": site.title or "AI deals",
        "version": version,
    }
    if site.description:
        document["description"] = site.description
    if url:
        document["homepage"] = url
    if site.license:
        document["licenses"] = [{"title": site.license, **({"path": site.license_url} if site.license_url else {})}]
        if not site.license_url:
            document["licenses"][0]["name"] = "other"
    tables = {csv_path(table): table for table in tables_to_take()}
    taken = {tables[path].name for path in resources}
    document["resources"] = [_resource(tables[path], facts, taken) for path, facts in resources.items()]
    return document


def dataset(site: Site, url: str | None, dates: tuple[str | None, str | None], files: list[Mapping[str, str]]) -> Any:
    """The folder as schema.org has it."""
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": site.title or "AI deals",
        "description": site.description or "Deals that news articles report, with the words that prove each value.",
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": f"{url or ''}{one['path']}", "encodingFormat": one["type"]}
            for one in files
        ],
    }
    if url:
        document["url"] = url
    if site.license_url or site.license:
        document["license"] = site.license_url or site.license
    if all(dates):
        document["temporalCoverage"] = "/".join(str(one) for one in dates)
    return document


def _indexed(conn: Connection) -> Iterator[list[Any]]:
    for row in conn.execute(_INDEX):
        id_, title, parties, kind, status, ai, amount, currency, qualifier, most, usd, day, doubts = row
        sum_ = Money.of(amount, currency, qualifier, most)
        yield [id_, title, parties, kind, status, ai, money(sum_), usd, date(day), day, doubts]


def _words(conn: Connection) -> dict[str, dict[str, str]]:
    """How the terms that occur read."""
    return {
        "type": {kind: term("types", kind) for (kind,) in conn.execute("SELECT DISTINCT type FROM deals ORDER BY 1")},
        "status": {
            one: term("statuses", one) for (one,) in conn.execute("SELECT DISTINCT status FROM deals ORDER BY 1")
        },
    }


def _resource(table: Table, facts: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(table, column) for column in table.columns]}
    if not any((table.name, key) in _MAY_BE_EMPTY for key in table.keys):
        schema["primaryKey"] = list(table.keys)
    foreign = [
        {"fields": [column.name], "reference": {"resource": column.references[0], "fields": [column.references[1]]}}
        for column in table.columns
        if column.references and column.references[0] in taken
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name,
        "path": csv_path(table),
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": facts["bytes"],
        "hash": f"sha256:{facts['sha256']}",
        "schema": schema,
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.about}
    if column.required and (table.name, column.name) not in _MAY_BE_EMPTY:
        field["constraints"] = {"required": True}
    return field


_INNER = ("article_texts", "article_sources", "deal_addresses", "publication")
"""Tables that serve the pages and say nothing by themselves; texts are in the SQLite file, where they are at all."""

_MAY_BE_EMPTY = (("flows", "currency"),)
"""Required columns in which nothing stands for a value, which CSV cannot tell from a missing one."""
