"""Choosing what of a database is public: which articles, readings, statements and words."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection
from typing import Any
from urllib.parse import urlsplit

from ..config import Publishing
from ..show.queries.readings import IN_USE
from ..terms import QuotePolicy, Withheld
from .quotes import Words, withheld

Policies = Mapping[str, QuotePolicy]

_SCRATCH = (
    "CREATE TEMP TABLE policies (article TEXT PRIMARY KEY, policy TEXT)",
    "CREATE TEMP TABLE barred (article TEXT PRIMARY KEY)",
    "CREATE TEMP TABLE kept (statement TEXT, withheld TEXT)",
    "CREATE TEMP TABLE counting (reading TEXT PRIMARY KEY)",
    "CREATE TEMP TABLE logged (last INTEGER)",
)

_STATEMENTS = """
    SELECT policies.article, policies.policy, articles.characters, statements.id, deal_mentions.deal_id,
           statements.field, statements.exact, statements.start, statements.end
    FROM policies
    CROSS JOIN articles ON articles.id = policies.article
    CROSS JOIN deal_mentions ON deal_mentions.article_id = articles.id
    CROSS JOIN statements ON statements.mention_id = deal_mentions.mention_id
    WHERE statements.verdict IN ('supported', 'judged', 'asserted')
      AND statements.id NOT IN (SELECT statement_id FROM reviewed_statements WHERE state IN ('rejected', 'replaced'))
    ORDER BY policies.article
"""


def policy_of(article: Mapping[str, Any], publishing: Publishing) -> QuotePolicy:
    """How much of an article may be shown: by its id, its publisher, or the host it was published at."""
    named = {name.casefold(): policy for name, policy in publishing.sources.items()}
    host = urlsplit(article["url"] or "").hostname or ""
    parts = host.split(".")
    hosts = [".".join(parts[start:]) for start in range(len(parts))]
    for name in (article["id"], article["publisher"] or "", *hosts):
        if name and name.casefold() in named:
            return named[name.casefold()]
    return publishing.quotes


def policies(conn: Connection, publishing: Publishing) -> Iterator[tuple[str, QuotePolicy]]:
    """Each article that counts, with how much of it may be shown."""
    found = conn.execute(
        "SELECT id, publisher, url FROM articles"
        " WHERE id IN (SELECT article_id FROM article_sources WHERE current = 1) ORDER BY id"
    )
    for id_, publisher, url in found:
        yield id_, policy_of({"id": id_, "publisher": publisher, "url": url}, publishing)


def select(conn: Connection, publishing: Publishing, barred: frozenset[str], logged: int | None) -> None:
    """Fill the temporary tables that ``public.yml`` speaks of.

    ``barred`` are articles of which nothing may be shown, ``logged`` is the last row of the log that counts.
    """
    for statement in _SCRATCH:
        conn.execute(statement)
    conn.executemany("INSERT INTO policies VALUES (?, ?)", ((id_, str(one)) for id_, one in policies(conn, publishing)))
    conn.executemany("INSERT INTO barred VALUES (?)", ((article,) for article in sorted(barred)))
    conn.execute("INSERT INTO logged SELECT coalesce(?, max(id)) FROM deal_log", [logged])
    conn.execute(f"INSERT INTO counting SELECT id FROM ({IN_USE}) WHERE id IS NOT NULL")
    conn.executemany("INSERT INTO kept VALUES (?, ?)", _kept(conn))
    # Made at the end, an index is sorted at once; statements come in an order that no index has.
    conn.execute("CREATE INDEX temp.statements_kept ON kept (statement, withheld)")


def _kept(conn: Connection) -> Iterator[tuple[str, str | None]]:
    for (_, policy, characters), rows in groupby(conn.execute(_STATEMENTS), key=itemgetter(0, 1, 2)):
        words = [Words(id_, deal, field == "quote", *place) for _, _, _, id_, deal, field, *place in rows]
        outcome: Mapping[str, Withheld | None] = withheld(words, characters, QuotePolicy(policy))
        yield from ((statement, str(why) if why else None) for statement, why in outcome.items())
