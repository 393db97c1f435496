"""A database filled by hand: six deals, a conflict, refused values, and readings that do not count."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasette_aideals.store.database import open_database
from datasette_aideals.store.records import CONTEXT
from datasette_aideals.store.schema import tables

HARBOR = """Orbit Cloud to put up to $25 billion into Lumen Labs

Orbit Cloud said on Tuesday it will invest up to $25 billion in Lumen Labs, which makes AI models. It pays \
$5 billion at once and up to $20 billion when agreed goals are met.

Lumen Labs, for its part, will buy $30 billion of computing capacity from Orbit Cloud, up to 5 gigawatts of it, \
running on Kestrel K2 chips over the next decade.

Kestrel Chips is said to be in talks to put $2 billion into the start-up as well, though "nothing is signed".
"""

LEDGER = """What the Orbit money buys

Orbit Cloud has agreed to invest $20 billion in Lumen Labs, people who know the contract said.

In Europe, Tonic Robotics closed a €1.3 billion Series B led by Halden Fund and Arden Bank; Arden Bank alone put in \
€400 million for a stake of 12.5 %. The maker of robots that learn is valued at about €9 billion.
"""

NOTES = """chips, briefly

kestrel chips bought vela systems last week, to get at its ai compilers. neither said what it paid.

orbit cloud will spend $3 billion to $4 billion on halls and power lines in 2026.
"""

OLD_NOTES = "chips, briefly\n\nkestrel chips may buy vela systems, a maker of ai compilers.\n"

ORBIT_LUMEN = "orbit-cloud-lumen-labs-investment"
MODEL, OTHER_MODEL = "aideals-rules", "small-talker-135m"
RUN, LATER_RUN, OTHER_RUN = "01JD0000000000000000000001", "01JD0000000000000000000003", "01JD0000000000000000000002"
PROMPT = "5f3c0a91d2e4b687"


@dataclass
class Sample:
    """What was written, by the names that tests use."""

    path: Path
    articles: dict[str, str] = field(default_factory=dict)
    deals: dict[str, str] = field(default_factory=dict)


@dataclass
class _Writer:
    conn: sqlite3.Connection
    texts: dict[str, str] = field(default_factory=dict)
    counted: int = 0

    def row(self, table: str, **values: Any) -> None:
        columns = next(each.columns for each in tables() if each.name == table)
        values = {column.name: values.get(column.name) for column in columns if column.name in values}
        names = ", ".join(f'"{name}"' for name in values)
        self.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", [*values.values()])

    def article(self, text: str, location: str, *, current: int = 1, **known: str | None) -> str:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        id_ = sha256[:12]
        title = text.split("\n", 1)[0]
        shown = {"title": title, "language": "en", "rights": "Written for these tests.", **known}
        self.row(
            "articles",
            id=id_,
            search_id=int(id_, 16),
            sha256=sha256,
            characters=len(text),
            loaded_at="2025-11-20T09:00:00+00:00",
            **shown,
        )
        self.row("article_texts", sha256=sha256, text=text)
        self.row(
            "article_sources",
            article_id=id_,
            location=location,
            publisher=known.get("publisher"),
            seen_at="2025-11-20T09:00:00+00:00",
            current=current,
        )
        self.texts[id_] = text
        return id_

    def reading(self, name: str, article: str, model: str, run: str, outcome: str = "deals") -> str:
        self.row(
            "calls", id=f"call-{name}", run_id=run, article_id=article, start=0, end=1, attempts=1, duration_ms=2.5
        )
        self.row(
            "readings",
            id=name,
            article_id=article,
            cache_key=f"key-{name}",
            model_id=model,
            run_id=run,
            outcome=outcome,
            at=f"2025-11-20T10:0{len(name) % 10}:00+00:00",
        )
        return article

    def mention(self, reading: str, number: int, article: str, statements: list[dict[str, Any]], **known: Any) -> str:
        id_ = f"{reading}-{number}"
        key = hashlib.sha256(id_.encode()).hexdigest()
        quotes = [each for each in statements if each["field"] == "quote"]
        start = self.texts[article].index(quotes[0]["exact"]) if quotes else None
        self.row("mentions", id=id_, reading_id=reading, key=key, start=start, **{"focus": 1, "accepted": 1, **known})
        for place, statement in enumerate(statements):
            self._statement(f"{id_}-{place}", id_, f"call-{reading}", article, start or 0, statement)
        return id_

    def _statement(self, id_: str, mention: str, call: str, article: str, near: int, given: dict[str, Any]) -> None:
        exact = given.get("exact")
        selector: dict[str, Any] = {}
        if exact is not None:
            text = self.texts[article]
            start = text.find(exact, near)
            start = start if start >= 0 else text.index(exact)
            end = start + len(exact)
            selector = {
                "exact": exact,
                "prefix": text[max(0, start - CONTEXT) : start],
                "suffix": text[end : end + CONTEXT],
                "start": start,
                "end": end,
            }
        value = given.get("value")
        self.row(
            "statements",
            id=id_,
            mention_id=mention,
            call_id=call,
            field=given["field"],
            subject=given.get("subject"),
            value=None if value is None else json.dumps(value),
            words=given.get("words", exact),
            verdict=given.get("verdict", "supported"),
            reason=given.get("reason"),
            origin="model",
            **selector,
        )

    def organization(self, id_: str, name: str, *aliases: str, ai: int = 0) -> None:
        self.row("organizations", id=id_, name=name, kind="company", aliases=json.dumps(aliases), ai=ai, deal_count=1)

    def deal(self, name: str, mentions: list[tuple[str, str]], parties: list[tuple[str, str]], **values: Any) -> str:
        digits = hashlib.sha256(mentions[0][0].encode()).hexdigest()[:10]
        id_ = f"{name}-{digits}"
        plain = {
            "ai": "party",
            "focus": 1,
            "conflict_count": 0,
            "judged_count": 0,
            "review_state": "unreviewed",
            "details": {},
            "currency": "USD" if "amount" in values else None,
            "qualifier": "exact" if "amount" in values else None,
            "article_count": len({article for _, article in mentions}),
            "parties_text": ", ".join(party for party, _ in parties),
            **values,
        }
        plain["details"] = json.dumps(plain["details"])
        if plain["currency"] == "USD":
            plain["amount_usd"] = plain["amount"]
        self.row("deals", id=id_, search_id=int(digits, 16), **plain)
        for place, (organization, role) in enumerate(parties):
            share = {"share": 400_000_000, "share_currency": "EUR", "share_qualifier": "exact"}
            self.row(
                "deal_parties",
                deal_id=id_,
                organization_id=organization,
                role=role,
                place=place,
                **(share if organization == "arden-bank" else {}),
            )
        numbers = {article: number for number, article in enumerate(dict.fromkeys(a for _, a in mentions), start=1)}
        for mention, article in mentions:
            self.row(
                "deal_mentions", deal_id=id_, mention_id=mention, article_id=article, source_number=numbers[article]
            )
            self.row("deal_addresses", digits=hashlib.sha256(mention.encode()).hexdigest()[:10], deal_id=id_)
        return id_


def said(name: str, exact: str | None = None, value: Any = None, **more: Any) -> dict[str, Any]:
    """A statement about the field ``name``."""
    return {"field": name, "exact": exact, "value": value, **more}


def usd(value: int, qualifier: str = "exact", currency: str = "USD", **more: Any) -> dict[str, Any]:
    """Money as a statement holds it."""
    return {"value": value, "currency": currency, "qualifier": qualifier, **more}


def party(name: str, role: str, exact: str | None = None, **more: Any) -> dict[str, Any]:
    """A statement that an organisation takes part."""
    return said("party", exact or name, name, subject=role, **more)


def fill(path: Path) -> Sample:
    """Make the sample database at ``path``."""
    db = open_database(path, create=True)
    sample = Sample(path)
    with db.conn:
        writer = _Writer(db.conn)
        _articles(writer, sample)
        _runs(writer)
        _organizations(writer)
        _orbit_and_lumen(writer, sample)
        _europe_and_chips(writer, sample)
        _other_reading(writer, sample)
        db.conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return sample


def _articles(writer: _Writer, sample: Sample) -> None:
    sample.articles = {
        "harbor": writer.article(
            HARBOR,
            "harbor.md",
            publisher="Harbor Wire",
            author="Ana Reyes",
            published="2025-11-18",
            url="https://harbor.example/orbit",
        ),
        "ledger": writer.article(LEDGER, "ledger.md", publisher="The Ledger", published="2025-11-19"),
        "notes": writer.article(NOTES, "notes.txt"),
    }
    sample.articles["old"] = writer.article(OLD_NOTES, "notes.txt", current=0)


def _runs(writer: _Writer) -> None:
    writer.row("prompts", id=PROMPT, system="Point at deals.", template="{article}", schema="{}")
    for id_, model, day in ((RUN, MODEL, 20), (OTHER_RUN, OTHER_MODEL, 20), (LATER_RUN, MODEL, 21)):
        writer.row(
            "runs",
            id=id_,
            model_id=model,
            resolved_model=f"{model}-v1",
            options="{}",
            prompt_id=PROMPT,
            code_version="0.1a0",
            status="finished",
            started=f"2025-11-{day}T10:00:00+00:00",
            finished=f"2025-11-{day}T10:01:00+00:00",
            articles=4,
            asked=3 if id_ == RUN else 1,
            reused=1,
            failed=0,
        )


def _organizations(writer: _Writer) -> None:
    writer.organization("orbit-cloud", "Orbit Cloud", "Orbit")
    writer.organization("lumen-labs", "Lumen Labs", "Lumen", ai=1)
    writer.organization("kestrel-chips", "Kestrel Chips", "kestrel")
    writer.organization("vela-systems", "Vela Systems")
    writer.organization("tonic-robotics", "Tonic Robotics", ai=1)
    writer.organization("halden-fund", "Halden Fund")
    writer.organization("arden-bank", "Arden Bank")


def _orbit_and_lumen(writer: _Writer, sample: Sample) -> None:
    harbor, ledger = sample.articles["harbor"], sample.articles["ledger"]
    writer.reading("r-harbor", harbor, MODEL, RUN)
    writer.reading("r-ledger", ledger, MODEL, RUN)
    put = "Orbit Cloud said on Tuesday it will invest up to $25 billion in Lumen Labs, which makes AI models."
    first = writer.mention(
        "r-harbor",
        0,
        harbor,
        [
            said("quote", put),
            said("quote", "It pays $5 billion at once and up to $20 billion when agreed goals are met."),
            said("type", "will invest", "investment"),
            said("status", "will invest", "announced", verdict="judged", reason="no word of an agreement"),
            party("Orbit Cloud", "investor"),
            party("Lumen Labs", "investee"),
            said("amount", "up to $25 billion", usd(25 * 10**9, "up_to")),
            said("tranche", "$5 billion at once", usd(5 * 10**9), subject="at once"),
            said("tranche", "up to $20 billion", usd(20 * 10**9, "up_to"), subject="when agreed goals are met"),
            said("date", "on Tuesday", "2025-11-18"),
            said("valuation", None, usd(3 * 10**11), words="$300 billion", verdict="unfound"),
            said("stake_percent", "5 billion", 25.0, words="25 %", verdict="mismatch", reason="no percentage in it"),
        ],
        type="investment",
        status="announced",
    )
    agreed = "Orbit Cloud has agreed to invest $20 billion in Lumen Labs, people who know the contract said."
    second = writer.mention(
        "r-ledger",
        0,
        ledger,
        [
            said("quote", agreed),
            said("type", "invest", "investment"),
            said("status", "has agreed", "announced"),
            party("Orbit Cloud", "investor"),
            party("Lumen Labs", "investee"),
            said("amount", "$20 billion", usd(20 * 10**9)),
        ],
        type="investment",
        status="announced",
    )
    sample.deals["invest"] = writer.deal(
        ORBIT_LUMEN,
        [(first, harbor), (second, ledger)],
        [("orbit-cloud", "investor"), ("lumen-labs", "investee")],
        title="Orbit Cloud invests up to $25 billion in Lumen Labs",
        summary="Orbit Cloud will invest up to $25 billion in Lumen Labs [1][2]. The sources differ on the sum.",
        giver="Orbit Cloud",
        receiver="Lumen Labs",
        type="investment",
        status="announced",
        amount=25 * 10**9,
        qualifier="up_to",
        announced="2025-11-18",
        announced_from="2025-11-18",
        announced_to="2025-11-18",
        first_reported="2025-11-18",
        ai="stated",
        conflict_count=1,
        judged_count=1,
        details={
            "tranches": [
                {**usd(5 * 10**9), "condition": "at once"},
                {**usd(20 * 10**9, "up_to"), "condition": "when agreed goals are met"},
            ],
            "horizon": None,
            "hardware": [],
            "gigawatts_qualifier": None,
        },
    )
    writer.row(
        "conflicts",
        deal_id=sample.deals["invest"],
        field="amount",
        candidates=json.dumps(
            [
                {"value": usd(20 * 10**9), "statements": [f"{second}-5"], "articles": [ledger]},
                {"value": usd(25 * 10**9, "up_to"), "statements": [f"{first}-6"], "articles": [harbor]},
            ]
        ),
        chosen=json.dumps(usd(25 * 10**9, "up_to")),
        rule="it is the more specific value",
    )
    _purchase_and_rumor(writer, sample, harbor)


def _purchase_and_rumor(writer: _Writer, sample: Sample, harbor: str) -> None:
    buys = writer.mention(
        "r-harbor",
        1,
        harbor,
        [
            said("quote", HARBOR.split("\n\n")[2]),
            said("type", "will buy", "purchase"),
            said("status", "will buy", "announced"),
            party("Lumen Labs", "customer"),
            party("Orbit Cloud", "supplier"),
            said("amount", "$30 billion", usd(30 * 10**9)),
            said("gigawatts", "up to 5 gigawatts", {"value": 5.0, "qualifier": "up_to"}),
            said("hardware", "Kestrel K2", "Kestrel K2"),
            said("horizon", "over the next decade", "over the next decade"),
        ],
        type="purchase",
        status="announced",
    )
    sample.deals["purchase"] = writer.deal(
        "lumen-labs-orbit-cloud-purchase",
        [(buys, harbor)],
        [("lumen-labs", "customer"), ("orbit-cloud", "supplier")],
        title="Lumen Labs buys $30 billion of computing capacity from Orbit Cloud",
        summary="Lumen Labs will buy $30 billion of computing capacity from Orbit Cloud over the next decade [1].",
        giver="Lumen Labs",
        receiver="Orbit Cloud",
        type="purchase",
        status="announced",
        amount=30 * 10**9,
        gigawatts=5.0,
        first_reported="2025-11-18",
        ai="stated",
        details={
            "tranches": [],
            "horizon": "over the next decade",
            "hardware": ["Kestrel K2"],
            "gigawatts_qualifier": "up_to",
        },
    )
    # This quote begins inside the purchase's, so that the two overlap on the page.
    rumor = writer.mention(
        "r-harbor",
        2,
        harbor,
        [
            said("quote", HARBOR[HARBOR.index("running on Kestrel") : HARBOR.index(", though")]),
            said("type", "put", "investment"),
            said("status", "is said to be in talks", "rumored"),
            party("Kestrel Chips", "investor"),
            party("Lumen Labs", "investee", "the start-up", words="the start-up", verdict="judged", reason="a pronoun"),
            said("amount", "$2 billion", usd(2 * 10**9)),
        ],
        type="investment",
        status="rumored",
    )
    sample.deals["rumor"] = writer.deal(
        "kestrel-chips-lumen-labs-investment",
        [(rumor, harbor)],
        [("kestrel-chips", "investor"), ("lumen-labs", "investee")],
        title="Kestrel Chips may invest $2 billion in Lumen Labs",
        summary="Kestrel Chips is said to be in talks to invest $2 billion in Lumen Labs [1].",
        type="investment",
        status="rumored",
        amount=2 * 10**9,
        first_reported="2025-11-18",
        judged_count=1,
    )


def _europe_and_chips(writer: _Writer, sample: Sample) -> None:
    ledger, notes = sample.articles["ledger"], sample.articles["notes"]
    series = writer.mention(
        "r-ledger",
        1,
        ledger,
        [
            said("quote", LEDGER.strip().split("\n\n")[2]),
            said("type", "Series B", "investment"),
            said("status", "closed", "completed"),
            party("Halden Fund", "investor"),
            party("Arden Bank", "investor"),
            party("Tonic Robotics", "investee"),
            said("amount", "€1.3 billion", usd(1_300_000_000, currency="EUR")),
            said("share", "€400 million", usd(400_000_000, currency="EUR"), subject="Arden Bank"),
            said("valuation", "about €9 billion", usd(9 * 10**9, "approximately", "EUR")),
            said("stake_percent", "12.5 %", 12.5),
            said("round", "Series B", "Series B"),
        ],
        type="investment",
        status="completed",
    )
    sample.deals["series"] = writer.deal(
        "halden-fund-tonic-robotics-series-b",
        [(series, ledger)],
        [("halden-fund", "investor"), ("arden-bank", "investor"), ("tonic-robotics", "investee")],
        title="Halden Fund and Arden Bank invest €1.3 billion in Tonic Robotics",
        summary="Halden Fund and Arden Bank have invested €1.3 billion in Tonic Robotics, a Series B [1].",
        type="investment",
        status="completed",
        amount=1_300_000_000,
        currency="EUR",
        valuation=9 * 10**9,
        valuation_currency="EUR",
        valuation_qualifier="approximately",
        stake_percent=12.5,
        round="Series B",
        first_reported="2025-11-19",
    )
    writer.mention(
        "r-ledger",
        2,
        ledger,
        [said("quote", "The maker of robots that learn is valued at about €9 billion.")],
        type="other",
        status="announced",
        accepted=0,
        refused_because="no second party and no amount",
    )
    writer.reading("r-notes", notes, MODEL, LATER_RUN)
    bought = writer.mention(
        "r-notes",
        0,
        notes,
        [
            said("quote", "kestrel chips bought vela systems last week, to get at its ai compilers."),
            said("type", "bought", "acquisition"),
            said("status", "bought", "completed"),
            party("Kestrel Chips", "acquirer", "kestrel chips"),
            party("Vela Systems", "target", "vela systems"),
        ],
        type="acquisition",
        status="completed",
    )
    sample.deals["acquisition"] = writer.deal(
        "kestrel-chips-vela-systems-acquisition",
        [(bought, notes)],
        [("kestrel-chips", "acquirer"), ("vela-systems", "target")],
        title="Kestrel Chips has bought Vela Systems",
        summary="Kestrel Chips has bought Vela Systems [1].",
        type="acquisition",
        status="completed",
        ai="stated",
    )
    spends = writer.mention(
        "r-notes",
        1,
        notes,
        [
            said("quote", "orbit cloud will spend $3 billion to $4 billion on halls and power lines in 2026."),
            said("type", "will spend", "capex"),
            said("status", "will spend", "announced"),
            party("Orbit Cloud", "spender", "orbit cloud"),
            said("amount", "$3 billion to $4 billion", usd(3 * 10**9, "range", value_max=4 * 10**9)),
            said("date", "in 2026", "2026"),
        ],
        type="capex",
        status="announced",
    )
    sample.deals["capex"] = writer.deal(
        "orbit-cloud-capex",
        [(spends, notes)],
        [("orbit-cloud", "spender")],
        title="Orbit Cloud spends $3 billion to $4 billion",
        summary="Orbit Cloud will spend $3 billion to $4 billion [1].",
        type="capex",
        status="announced",
        amount=3 * 10**9,
        amount_max=4 * 10**9,
        qualifier="range",
        announced="2026",
        announced_from="2026-01-01",
        announced_to="2026-12-31",
        ai="none",
    )


def _other_reading(writer: _Writer, sample: Sample) -> None:
    """Another model's reading of an article, and one of a text that has been replaced: neither counts."""
    harbor, old = sample.articles["harbor"], sample.articles["old"]
    writer.reading("r-other", harbor, OTHER_MODEL, OTHER_RUN)
    writer.mention(
        "r-other",
        0,
        harbor,
        [
            said("quote", "It pays $5 billion at once"),
            said("amount", "$5 billion", usd(5 * 10**9)),
            said("round", None, "Series Z", words="Series Z", verdict="unfound"),
        ],
        type="grant",
        status="completed",
    )
    writer.reading("r-old", old, MODEL, RUN)
    writer.mention(
        "r-old",
        0,
        old,
        [
            said("quote", "kestrel chips may buy vela systems"),
            said("amount", None, None, words="$9 billion", verdict="unfound"),
        ],
        type="acquisition",
        status="rumored",
        accepted=0,
        refused_because="nothing but a name",
    )


POISON = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% raw %}\u202egnihton\u2066 " + "W" * 400
BAD_URL = "javascript:alert(3)//https://harbor.example/"

_POISONED = {
    "articles": ("title", "publisher", "author", "rights", "language", "published"),
    "article_sources": ("location", "publisher"),
    "runs": ("model_id", "resolved_model", "options", "code_version", "status", "started"),
    "readings": ("outcome", "at"),
    "mentions": ("type", "status", "refused_because"),
    "statements": ("subject", "words", "exact", "prefix", "suffix", "reason"),
    "organizations": ("name", "kind"),
    "deals": (
        "title",
        "summary",
        "parties_text",
        "giver",
        "receiver",
        "type",
        "status",
        "currency",
        "qualifier",
        "round",
        "announced",
        "first_reported",
    ),
    "deal_parties": ("role",),
    "conflicts": ("rule",),
}


def poison(path: Path) -> None:
    """Put hostile words wherever an article or a model could have put words."""
    conn = sqlite3.connect(path)
    conn.create_function("json_poisoned", 1, _json_poisoned)
    with conn:
        for table, columns in _POISONED.items():
            for column in columns:
                conn.execute(f'UPDATE "{table}" SET "{column}" = ? || coalesce("{column}", \'\')', [POISON])
        # The model's id has to stay the same everywhere for its readings to count.
        conn.execute("UPDATE readings SET model_id = ? || model_id", [POISON])
        conn.execute("UPDATE articles SET url = ?", [BAD_URL])
        conn.execute("UPDATE article_texts SET text = text || ?", [POISON])
        conn.execute("UPDATE organizations SET aliases = ?", [json.dumps([POISON])])
        conn.execute("UPDATE statements SET value = json_poisoned(value)")
        conn.execute("UPDATE conflicts SET candidates = json_poisoned(candidates), chosen = ?", [json.dumps(POISON)])
        conn.execute("UPDATE deals SET details = json_poisoned(details)")
        conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
    conn.close()


def _json_poisoned(text: str | None) -> str | None:
    return None if text is None else json.dumps(_poisoned(json.loads(text)))


def _poisoned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: part if key in ("articles", "statements") else _poisoned(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_poisoned(part) for part in value]
    # Half of a surrogate pair is fine in JSON, but can't be sent as UTF-8.
    return f"{POISON}\ud800{value}" if isinstance(value, str) else value


def site(*paths: Path, immutable: bool = False, **options: Any) -> Any:
    """A Datasette that serves databases, as ``datasette serve`` would."""
    from datasette.app import Datasette

    files = [str(path) for path in paths]
    return Datasette([], immutables=files, **options) if immutable else Datasette(files, **options)
