"""Taking words that no article tells any more out of addresses that no deal has any more."""

import json
from collections.abc import Collection, Iterator

from sqlite_utils import Database

from ..store.database import rows
from ..terms import DealType
from ..values.names import display_name, lookup
from .ids import DIGITS
from .organizations import slug


def forget_names(db: Database, without: Collection[str] = ()) -> None:
    """Cut each address that no deal has any more to its digits, if a word of it names no party in any article.

    ``without`` are articles that do not count. The digits lead on as the whole address did. To be called
    after resolving.
    """
    told = set(_told(db, frozenset(without)))
    for row in rows(db, "SELECT DISTINCT deal_id FROM deal_log WHERE deal_id NOT IN (SELECT id FROM deals)"):
        *words, digits = row["deal_id"].split("-")
        if len(digits) == DIGITS and not told.issuperset(words):
            db.conn.execute("UPDATE deal_log SET deal_id = ? WHERE deal_id = ?", [digits, row["deal_id"]])
            db.conn.execute("UPDATE deal_log SET cause = replace(cause, ?, ?)", [row["deal_id"], digits])


def _told(db: Database, without: frozenset[str]) -> Iterator[str]:
    """Every word that an address can be made of: of the kinds of deals, and of names that articles give parties."""
    for kind in DealType:
        yield from slug(kind.value).split("-")
    for row in rows(db, "SELECT name FROM organizations"):
        yield from slug(row["name"]).split("-")
    found = rows(
        db,
        """
        SELECT DISTINCT value, readings.article_id FROM statements
        JOIN mentions ON mentions.id = statements.mention_id JOIN readings ON readings.id = mentions.reading_id
        WHERE field = 'party' AND value IS NOT NULL
        """,
    )
    for name in {str(json.loads(row["value"])) for row in found if row["article_id"] not in without}:
        known = lookup(name)
        yield from slug(known.name if known else display_name(name)).split("-")
