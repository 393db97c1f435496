"""Which mentions count, and what the resolver needs to know of the articles they stand in."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlite_utils import Database

from ..store.database import rows
from ..store.reviews import REVIEWED, STANDING
from ..terms import Verdict
from .names import NameBook, introduced_acronyms, is_acronym
from .reported import Reported, reported_mentions

_COUNTING = """
    FROM counting_readings JOIN mentions ON mentions.reading_id = counting_readings.id
    LEFT JOIN reviewed_mentions ON reviewed_mentions.mention_id = mentions.id
    WHERE coalesce(reviewed_mentions.accepted, mentions.accepted) = 1
"""
_VERDICTS = "({})".format(", ".join(f"'{verdict}'" for verdict in Verdict if verdict.counts))
_AMONG = "IN (SELECT value FROM json_each(?))"


def counting_mentions(db: Database, articles: Iterable[str] | None = None) -> dict[str, str]:
    """The accepted mentions of the readings that count, of some articles or of all, with their articles."""
    among = "" if articles is None else f"AND counting_readings.article_id {_AMONG}"
    parameters = [] if articles is None else [json.dumps(sorted(articles))]
    return _articles(db, f"SELECT mentions.id, counting_readings.article_id {_COUNTING} {among}", parameters)


def added_mentions(db: Database) -> dict[str, str]:
    """The mentions that count and are in no deal yet, with their articles."""
    fresh = "AND NOT EXISTS (SELECT 1 FROM deal_mentions WHERE deal_mentions.mention_id = mentions.id)"
    return _articles(db, f"SELECT mentions.id, counting_readings.article_id {_COUNTING} {fresh}")


def gone_mentions(db: Database) -> dict[str, str]:
    """The mentions that are in deals and were deleted, or that people made none, with their articles."""
    sql = """
        SELECT deal_mentions.mention_id, deal_mentions.article_id FROM deal_mentions
        LEFT JOIN mentions ON mentions.id = deal_mentions.mention_id
        LEFT JOIN reviewed_mentions ON reviewed_mentions.mention_id = deal_mentions.mention_id
        WHERE mentions.id IS NULL OR coalesce(reviewed_mentions.accepted, mentions.accepted) = 0
    """
    return _articles(db, sql)


def passed_over_readings(db: Database) -> list[str]:
    """Ids of the readings that don't count."""
    sql = "SELECT id FROM readings WHERE id NOT IN (SELECT id FROM counting_readings) ORDER BY id"
    return [row["id"] for row in rows(db, sql)]


def other_readings(db: Database, articles: Iterable[str] | None, book: NameBook) -> list[list[Reported]]:
    """What readings of ``articles`` (or of all) that don't count report, each by itself, the oldest first."""
    among = "" if articles is None else f"AND readings.article_id {_AMONG}"
    found = rows(
        db,
        "SELECT mentions.id, reading_id FROM mentions JOIN readings ON readings.id = mentions.reading_id"
        f" WHERE accepted = 1 AND reading_id NOT IN (SELECT id FROM counting_readings) {among}"
        " ORDER BY readings.at, readings.id",
        [] if articles is None else [json.dumps(sorted(articles))],
    )
    reading = {row["id"]: row["reading_id"] for row in found}
    grouped: dict[str, list[Reported]] = {name: [] for name in dict.fromkeys(reading.values())}
    for mention in reported_mentions(db, reading, book):
        grouped[reading[mention.id]].append(mention)
    return list(grouped.values())


def _articles(db: Database, sql: str, parameters: Iterable[str] = ()) -> dict[str, str]:
    return dict(db.conn.execute(sql, list(parameters)).fetchall())


def party_names(db: Database, mention_ids: Iterable[str]) -> dict[str, set[str]]:
    """Every name of a party that counts, with the articles that use it."""
    found = db.conn.execute(
        f"""
        SELECT DISTINCT statements.value, readings.article_id FROM json_each(?) AS wanted
        JOIN mentions ON mentions.id = wanted.value
        JOIN readings ON readings.id = mentions.reading_id
        JOIN statements ON statements.mention_id = mentions.id
        {REVIEWED}
        WHERE statements.field = 'party' AND statements.value IS NOT NULL AND {STANDING} IN {_VERDICTS}
        """,
        [json.dumps(list(mention_ids))],
    )
    names: dict[str, set[str]] = defaultdict(set)
    for value, article in found:
        names[str(json.loads(value))].add(article)
    return names


def introduced(db: Database, names: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """The acronyms that articles introduce, for those articles that use one as a party's name."""
    wanted = sorted({article for name, articles in names.items() if is_acronym(name) for article in articles})
    texts = ((article, article_text(db, article)) for article in wanted)
    found = {article: introduced_acronyms(text) for article, text in texts if text}
    return {article: acronyms for article, acronyms in found.items() if acronyms}


def article_text(db: Database, article_id: str) -> str | None:
    """An article's text; None where it was taken down."""
    found = rows(db, "SELECT text FROM article_texts JOIN articles USING (sha256) WHERE id = ?", [article_id])
    return str(found[0]["text"]) if found else None


def successors(db: Database) -> dict[str, str]:
    """Articles whose file changed, with the article that now stands in the same place."""
    found = rows(
        db,
        """
        SELECT replaced.article_id AS old, standing.article_id AS new
        FROM article_sources AS replaced
        JOIN article_sources AS standing ON standing.location = replaced.location AND standing.current = 1
        WHERE replaced.current = 0
        ORDER BY replaced.article_id, standing.location
        """,
    )
    return {row["old"]: row["new"] for row in found}


def removed_addresses(db: Database) -> dict[str, str]:
    """The digits of mentions that went with their article, with the digits they lead to."""
    return {row["digits"]: row["leads_to"] for row in rows(db, "SELECT digits, leads_to FROM removed_addresses")}


def fingerprint(parts: Iterable[object]) -> str:
    """A hash of what derived rows are made from."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()[:16]
