"""Emptying the derived tables, or the part of them that is made anew, and filling them again."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from ..store.schema import derived_tables, tables
from .circles import circle_rows
from .flows import refill_flows
from .known import Known
from .layout import drawn, positions

Content = Mapping[str, Iterable[dict[str, Any]]]
"""Rows by table."""

_OF_DEALS = ("payments", "deal_names", "conflicts", "deal_events", "deal_mentions", "deal_parties", "deal_addresses")
_OF_ALL = ("circle_steps", "circles", "flows", "article_copies", "name_links", "resolved")
"""Small tables that are made anew as a whole."""

_IN = "IN (SELECT value FROM json_each(?))"


def clear_all(db: Database) -> None:
    """Empty every derived table. Never drop one: its triggers and views would go with it."""
    for table in reversed(derived_tables()):
        db.conn.execute(f'DELETE FROM "{table.name}"')


def clear_part(db: Database, deals: Iterable[str], keys: Iterable[str], articles: Iterable[str]) -> None:
    """Take away some deals, some organisations, and what is known of articles that no longer count."""
    wanted, named, left = (json.dumps(sorted(part)) for part in (deals, keys, articles))
    db.conn.execute(
        "INSERT INTO deals_fts (deals_fts, rowid, title, summary, parties_text)"
        f" SELECT 'delete', search_id, title, summary, parties_text FROM deals WHERE id {_IN}",
        [wanted],
    )
    for table in _OF_ALL:
        db.conn.execute(f"DELETE FROM {table}")
    for table in _OF_DEALS:
        db.conn.execute(f"DELETE FROM {table} WHERE deal_id {_IN}", [wanted])
    db.conn.execute(f"DELETE FROM deals WHERE id {_IN}", [wanted])
    db.conn.execute(f"DELETE FROM organizations WHERE key {_IN}", [named])
    db.conn.execute(f"DELETE FROM article_prints WHERE article_id {_IN}", [left])


def fill(db: Database, content: Content, known: Known) -> None:
    """Insert rows, and make what follows from the whole: counts, flows, circles, positions, search."""
    for table in tables():
        if content.get(table.name):
            columns = [column.name for column in table.columns]
            marks = ", ".join("?" * len(columns))
            listed = ", ".join(f'"{column}"' for column in columns)
            db.conn.executemany(
                f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})',
                ([row.get(column) for column in columns] for row in content[table.name]),
            )
    _insert(db, "name_links", [{"key": key, "stands_for": other} for key, other in known.book.alike.items()])
    _insert(db, "resolved", [{"name": name, "value": value} for name, value in known.stamps.items()])
    _index_deals(db, content, known.full)
    _relate_organizations(db)
    refill_flows(db)
    circles, steps = circle_rows(db)
    _insert(db, "circles", circles)
    _insert(db, "circle_steps", steps)
    _place_organizations(db)


def _insert(db: Database, table: str, content: list[dict[str, Any]]) -> None:
    if content:
        names = list(content[0])
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        db.conn.executemany(sql, (list(row.values()) for row in content))


def _index_deals(db: Database, content: Content, full: bool) -> None:
    if full:
        db.conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
        return
    db.conn.executemany(
        "INSERT INTO deals_fts (rowid, title, summary, parties_text) VALUES (?, ?, ?, ?)",
        [(row["search_id"], row["title"], row["summary"], row["parties_text"]) for row in content["deals"]],
    )


def _relate_organizations(db: Database) -> None:
    """Count the organisations' deals, and link them with their parents, where these are present."""
    db.conn.execute(
        "UPDATE organizations SET deal_count = counted.deals FROM"
        " (SELECT organization_id, count(DISTINCT deal_id) AS deals FROM deal_parties GROUP BY organization_id)"
        " AS counted WHERE counted.organization_id = organizations.id AND deal_count <> counted.deals"
    )
    parent = "(SELECT parents.id FROM organizations AS parents WHERE parents.key = organizations.parent_key)"
    db.conn.execute(f"UPDATE organizations SET parent = {parent} WHERE parent IS NOT {parent}")


def _place_organizations(db: Database) -> None:
    flows = {
        (row["source"], row["target"]): float(row["amount_usd"] or 0)
        for row in rows(
            db,
            "SELECT source, target, sum(amount_usd) AS amount_usd FROM flows WHERE gives = 'money'"
            " GROUP BY source, target ORDER BY source, target",
        )
    }
    places = positions(drawn(flows), sorted(flows))
    db.conn.execute(
        f"UPDATE organizations SET x = NULL, y = NULL WHERE x IS NOT NULL AND NOT id {_IN}", [json.dumps(list(places))]
    )
    db.conn.executemany(
        "UPDATE organizations SET x = ?, y = ? WHERE id = ? AND (x IS NOT ? OR y IS NOT ?)",
        [(x, y, node, x, y) for node, (x, y) in places.items()],
    )
