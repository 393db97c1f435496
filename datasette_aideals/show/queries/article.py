"""One article with the deals in it and how it was read."""

from sqlite3 import Connection

from ...errors import UnknownArticle
from ..article_shapes import Article, DealInArticle, RefusedMention
from ..shapes import ArticleRef, Money
from .readings import IN_USE_TABLES, reading_in_use, readings_of_article
from .rows import ARTICLE_COLUMNS, article_ref, fetch, first
from .statements import statements_in_article, statements_of_mention

_OWN_TABLES = (
    "articles",
    "article_texts",
    "article_copies",
    "calls",
    "deals",
    "deal_mentions",
    "mentions",
    "reviewed_mentions",
    "reviewed_statements",
    "statements",
)
TABLES = tuple(dict.fromkeys((*_OWN_TABLES, *IN_USE_TABLES)))
"""What an article's page is read from."""


def find_article(conn: Connection, article_id: str) -> Article:
    """The article with this id. Raises UnknownArticle."""
    row = first(
        conn,
        f"""
        SELECT {ARTICLE_COLUMNS}, articles.language, articles.rights, articles.characters, articles.loaded_at,
               articles.flagged,
               article_texts.text
        FROM articles LEFT JOIN article_texts ON article_texts.sha256 = articles.sha256
        WHERE articles.id = ?
        """,
        [article_id],
    )
    if not row:
        raise UnknownArticle("There is no article at this address.")
    in_use = reading_in_use(conn, article_id)
    return Article(
        ref=article_ref(row),
        language=row["language"],
        rights=row["rights"],
        characters=row["characters"],
        loaded_at=row["loaded_at"],
        text=row["text"],
        places=_places(conn, article_id),
        replaced_by=_replaced_by(conn, article_id),
        copies=_copies(conn, article_id),
        deals=_deals(conn, article_id),
        refused=_refused(conn, in_use) if in_use else (),
        readings=readings_of_article(conn, article_id),
        in_use=in_use,
        flagged=row["flagged"],
    )


def article_ids_after(conn: Connection, after: str, size: int) -> list[str]:
    """Ids of the first ``size`` articles that come after an id, in the order of the ids."""
    sql = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"
    return [row["id"] for row in fetch(conn, sql, [after, size])]


def _places(conn: Connection, article_id: str) -> tuple[str, ...]:
    sql = "SELECT location FROM article_sources WHERE article_id = ? ORDER BY seen_at, location"
    return tuple(row["location"] for row in fetch(conn, sql, [article_id]))


def _replaced_by(conn: Connection, article_id: str) -> tuple[str, ...]:
    """Ids of the newer texts at this article's places, where none of them holds it any more."""
    # Asked for apart, as SQLite would look for newer texts first: in a public copy all files are at one place.
    if first(conn, "SELECT 1 FROM article_sources WHERE article_id = ? AND current = 1", [article_id]):
        return ()
    found = fetch(
        conn,
        """
        SELECT DISTINCT newer.article_id AS id FROM article_sources AS older
        JOIN article_sources AS newer ON newer.location = older.location AND newer.current = 1
        WHERE older.article_id = ? ORDER BY newer.article_id
        """,
        [article_id],
    )
    return tuple(row["id"] for row in found)


def _copies(conn: Connection, article_id: str) -> tuple[ArticleRef, ...]:
    """The other articles that are copies of this one, or of the one that this is a copy of; the earliest first."""
    found = fetch(
        conn,
        f"""
        WITH original AS (
          SELECT coalesce((SELECT copy_of FROM article_copies WHERE article_id = :id), :id) AS id
        )
        SELECT {ARTICLE_COLUMNS} FROM articles
        WHERE articles.id <> :id AND (
          articles.id IN (SELECT id FROM original)
          OR articles.id IN (
            SELECT article_id FROM article_copies WHERE copy_of IN (SELECT id FROM original)
          )
        )
        ORDER BY articles.published IS NULL, articles.published, articles.id
        """,
        {"id": article_id},
    )
    return tuple(article_ref(row) for row in found)


def _deals(conn: Connection, article_id: str) -> tuple[DealInArticle, ...]:
    statements = statements_in_article(conn, article_id)
    found = fetch(
        conn,
        """
        SELECT deals.id, deals.title, deals.type, deals.status, deals.amount, deals.amount_max, deals.currency,
               deals.qualifier, min(mentions.start) AS start
        FROM deal_mentions JOIN deals ON deals.id = deal_mentions.deal_id
        JOIN mentions ON mentions.id = deal_mentions.mention_id
        WHERE deal_mentions.article_id = ?
        GROUP BY deals.id ORDER BY start IS NULL, start, deals.id
        """,
        [article_id],
    )
    return tuple(
        DealInArticle(
            number=number,
            id=row["id"],
            title=row["title"],
            type=row["type"],
            status=row["status"],
            amount=Money.of(row["amount"], row["currency"], row["qualifier"], row["amount_max"]),
            statements=statements.get(row["id"], ()),
        )
        for number, row in enumerate(found, start=1)
    )


def _refused(conn: Connection, reading_id: str) -> tuple[RefusedMention, ...]:
    found = fetch(
        conn,
        """
        SELECT id, type, coalesce(because, refused_because) AS refused_because
        FROM mentions LEFT JOIN reviewed_mentions ON reviewed_mentions.mention_id = mentions.id
        WHERE reading_id = ? AND coalesce(reviewed_mentions.accepted, mentions.accepted) = 0
        ORDER BY start IS NULL, start, id
        """,
        [reading_id],
    )
    return tuple(
        RefusedMention(
            id=row["id"],
            type=row["type"],
            reason=row["refused_because"],
            quotes=tuple(s for s in statements_of_mention(conn, row["id"]) if s.field == "quote"),
        )
        for row in found
    )
