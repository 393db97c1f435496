"""Emptying the derived tables, or the part of them that is made anew, and filling them again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..store.schema import derived_tables, tables
from .circles import refill_circles
from .flows import firm_payments, paying, refill_flows
from .known import PICTURE, Known
from .picture import draw, places

Content = Mapping[str, Iterable[dict[str, Any]]]
"""Rows by table."""

_OF_DEALS = ("payments", "deal_names", "conflicts", "deal_events", "deal_mentions", "deal_parties", "deal_addresses")

_OF_REVIEWS = ("reviewed_mentions", "reviewed_statements", "reviews_applied")
"""Tables that hold what resolving starts from."""

_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class Old:
    """What the new rows replace.

    ``deals`` by id with all that belongs to them, organisations by the ``keys`` of theirs, the blocks of
    ``mentions``, what ``compared`` articles are copies of, and the prints of those that ``left``.
    """

    deals: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    compared: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


def replace_all(db: Database, content: Content, known: Known) -> None:
    """Empty every derived table but those that reviews fill, and fill it.

    None is dropped: its triggers and views would go with it.
    """
    for table in reversed(derived_tables()):
        if table.name not in _OF_REVIEWS:
            db.conn.execute(f'DELETE FROM "{table.name}"')
    _insert_all(db, content)
    _stamp(db, known)
    db.conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
    _relate_organizations(db, None)
    refill_flows(db, None)
    refill_circles(db)
    draw(db, {})


def replace_part(db: Database, content: Content, old: Old, known: Known) -> None:
    """Put rows in the place of old ones, and make what follows from them anew, no more."""
    money, sources, drawn = firm_payments(db, old.deals), paying(db, old.deals), places(db, old.keys)
    names = _names(db)
    _clear(db, old)
    _insert_all(db, content)
    _stamp(db, known)
    new = [row["id"] for row in content["deals"]]
    db.conn.executemany(
        "INSERT INTO deals_fts (rowid, title, summary, parties_text) VALUES (?, ?, ?, ?)",
        [(row["search_id"], row["title"], row["summary"], row["parties_text"]) for row in content["deals"]],
    )
    _relate_organizations(db, old.keys)
    refill_flows(db, sources | paying(db, new))
    if firm_payments(db, new) != money or _names(db) != names:
        refill_circles(db)
    draw(db, drawn)


def _names(db: Database) -> list[tuple[Any, ...]]:
    """What circles show of their organisations, and which of these belong together."""
    sql = """
        SELECT id, name, parent FROM organizations
        WHERE parent IS NOT NULL OR id IN (SELECT source FROM circle_steps UNION SELECT target FROM circle_steps)
        ORDER BY id
    """
    return db.conn.execute(sql).fetchall()


def _clear(db: Database, old: Old) -> None:
    deals, keys, mentions, compared, left = (
        [json.dumps(sorted(part))] for part in (old.deals, old.keys, old.mentions, old.compared, old.left)
    )
    db.conn.execute(
        "INSERT INTO deals_fts (deals_fts, rowid, title, summary, parties_text)"
        f" SELECT 'delete', search_id, title, summary, parties_text FROM deals WHERE id {_IN}",
        deals,
    )
    for table in _OF_DEALS:
        db.conn.execute(f"DELETE FROM {table} WHERE deal_id {_IN}", deals)
    db.conn.execute(f"DELETE FROM deals WHERE id {_IN}", deals)
    db.conn.execute(f"DELETE FROM organizations WHERE key {_IN}", keys)
    db.conn.execute(f"DELETE FROM mention_blocks WHERE mention_id {_IN}", mentions)
    db.conn.execute(f"DELETE FROM article_copies WHERE article_id {_IN}", compared)
    db.conn.execute(f"DELETE FROM article_prints WHERE article_id {_IN}", left)


def _insert_all(db: Database, content: Content) -> None:
    for table in tables():
        if content.get(table.name):
            columns = [column.name for column in table.columns]
            marks = ", ".join("?" * len(columns))
            listed = ", ".join(f'"{column}"' for column in columns)
            db.conn.executemany(
                f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})',
                ([row.get(column) for column in columns] for row in content[table.name]),
            )


def _stamp(db: Database, known: Known) -> None:
    """Write down what the rows were made from."""
    db.conn.execute("DELETE FROM name_links")
    db.conn.executemany("INSERT INTO name_links (key, stands_for) VALUES (?, ?)", list(known.book.alike.items()))
    db.conn.execute("DELETE FROM resolved WHERE name <> ?", [PICTURE])
    db.conn.executemany("INSERT INTO resolved (name, value) VALUES (?, ?)", list(known.stamps.items()))


def _relate_organizations(db: Database, keys: Iterable[str] | None) -> None:
    """Count the deals of the organisations with these keys, or of all, and link all with parents that are present."""
    counted = "(SELECT count(DISTINCT deal_id) FROM deal_parties WHERE organization_id = organizations.id)"
    among = "" if keys is None else f"WHERE key {_IN}"
    parameters = [] if keys is None else [json.dumps(sorted(keys))]
    db.conn.execute(f"UPDATE organizations SET deal_count = {counted} {among}", parameters)
    parent = "(SELECT parents.id FROM organizations AS parents WHERE parents.key = organizations.parent_key)"
    db.conn.execute(f"UPDATE organizations SET parent = {parent} WHERE parent IS NOT {parent}")
