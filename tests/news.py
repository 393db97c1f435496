"""A small world of articles about invented companies, for tests in which articles come and go in any order."""

from collections.abc import Iterable
from typing import Any

from corpus import Told, told
from sqlite_utils import Database

from datasette_aideals.store.database import rows
from datasette_aideals.store.schema import derived_tables

LABS = {"Quorra Capital": "investor", "Brindle Labs": "investee"}
BUYS = {"Brindle Labs": "customer", "Quorra Capital": "supplier"}


def article(
    sentence: str, kind: str, roles: dict[str, str], published: str | None, *, title: str = "", **more: Any
) -> Told:
    """An article of one sentence, perhaps under a headline, that reports one deal."""
    text = f"{title}\n\n{sentence}" if title else sentence
    return Told(text, (told(sentence, kind, roles, **more),), published)


_LONG = (
    "Quorra Capital agreed to invest $40 million in Brindle Labs. The money will pay for two new halls, the people who"
    " run them and the power that they draw, said the founder, who began in a shed behind her parents' bakery"
    " and has not taken a holiday since; a second hall opens when the first one is full and the river allows it."
)

_FIRST = _LONG.split(".", maxsplit=1)[0] + "."


def _pair(sentence: str, one: dict[str, Any], other: dict[str, Any]) -> Told:
    return Told(sentence, (told(sentence, **one), told(sentence, **other)), "2026-03-04")


ARTICLES: tuple[Told, ...] = (
    article("Quorra Capital agreed to invest up to $40 million in Brindle Labs.", "investment", LABS, "2026-03-02",
            amount="up to $40 million"),
    article("Quorra Capital will invest $40 million in Brindle Labs, which builds AI models.", "investment", LABS,
            "2026-03-05", amount="$40 million"),
    article("Quorra Capital has closed its investment of $41 million in Brindle Labs.", "investment", LABS,
            "2026-06-01", amount="$41 million", status="completed"),
    article("Quorra Capital is in talks to invest $55 million in Brindle Labs.", "investment", LABS, "2026-02-01",
            amount="$55 million", status="rumored"),
    article("Quorra Capital Inc. will invest $40 million in Brindle Labs AI.", "investment",
            {"Quorra Capital Inc.": "investor", "Brindle Labs AI": "investee"}, "2026-03-03", amount="$40 million"),
    article("Quorra Capital and Brindle Labs agreed to work together.", "partnership",
            {"Quorra Capital": "partner", "Brindle Labs": "partner"}, "2026-03-06"),
    article("Brindle Labs will buy computing capacity worth $90 million from Quorra Capital.", "purchase", BUYS,
            "2026-03-10", amount="$90 million"),
    article("Alpen buys Borea for €2 billion.", "acquisition", {"Alpen": "acquirer", "Borea": "target"}, None,
            amount="€2 billion"),
    article("Alpen has bought Borea for $2.2 billion.", "acquisition", {"Alpen": "acquirer", "Borea": "target"},
            "2026-05-01", amount="$2.2 billion", status="completed"),
    _pair("Alpen and Borea will invest $5 million and $10 million respectively in Brindle Labs.",
          {"kind": "investment", "roles": {"Alpen": "investor", "Brindle Labs": "investee"}, "amount": "$5 million"},
          {"kind": "investment", "roles": {"Borea": "investor", "Brindle Labs": "investee"}, "amount": "$10 million"}),
    Told(_LONG, (told(_FIRST, "investment", LABS, amount="$40 million"),), "2026-03-07"),
    Told(f"Wire copy\n\n{_LONG}", (told(_FIRST, "investment", LABS, amount="$40 million"),),
         "2026-03-08"),
    article("Brindle Labs (BLX) raised $7 million from Alpen in a Series A round.", "investment",
            {"Alpen": "investor", "Brindle Labs": "investee"}, "2025-01-10", amount="$7 million", round="Series A",
            status="completed"),
    article("Brindle Labs will buy computing capacity worth $8 billion from AWS.", "purchase",
            {"Brindle Labs": "customer", "AWS": "supplier"}, "2026-03-12", amount="$8 billion"),
    article("Brindle Labs will buy computing capacity worth $8 billion from Amazon, it said.", "purchase",
            {"Brindle Labs": "customer", "Amazon": "supplier"}, "2026-03-14", amount="$8 billion"),
)  # fmt: skip
"""One deal told in many ways, the same parties' other deals, copies, names in several spellings, a package, and a
subsidiary told as its parent."""

AGGREGATED = ("deal_addresses",)


def derived(db: Database, *, without: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of every derived table, in an order of their own."""
    return {
        table.name: sorted((tuple(row.values()) for row in rows(db, f'SELECT * FROM "{table.name}"')), key=repr)
        for table in derived_tables()
        if table.name not in without
    }


def found_by_search(db: Database, word: str) -> list[str]:
    """The titles of the deals that search finds."""
    found = rows(
        db,
        "SELECT deals.title FROM deals_fts JOIN deals ON deals.search_id = deals_fts.rowid"
        " WHERE deals_fts MATCH ? ORDER BY deals.id",
        [word],
    )
    return [row["title"] for row in found]
