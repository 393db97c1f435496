"""The sample database of ``sample.yml``, and a Datasette that serves it."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from datasette_aideals.store.database import open_database
from datasette_aideals.store.records import CONTEXT

LOADED = "2025-11-20T09:00:00+00:00"
DATA = yaml.safe_load(Path(__file__).with_name("sample.yml").read_text(encoding="utf-8"))
BASE = "/deals/-/aideals"
HARBOR: str = DATA["articles"]["harbor"]["text"]


@dataclass
class Sample:
    """Where the database is, and the ids of its articles and deals by their names in sample.yml."""

    path: Path
    articles: dict[str, str]
    deals: dict[str, str]


def fill(path: Path) -> Sample:
    """Make the sample database at ``path``."""
    articles = {name: _sha256(entry["text"])[:12] for name, entry in DATA["articles"].items()}
    deals = {name: f"{entry['slug']}-{_digits(entry['mentions'][0])}" for name, entry in DATA["deals"].items()}
    sample = Sample(path, articles, deals)
    db = open_database(path, create=True)
    with db.conn:
        _write_articles(db.conn, sample)
        _write_runs(db.conn, sample)
        for name, entry in DATA["organizations"].items():
            aliases = json.dumps(entry.get("aliases", []))
            row = {"ai": 0, **entry, "id": name, "kind": "company", "aliases": aliases, "deal_count": 1}
            _insert(db.conn, "organizations", row)
        for name, entry in DATA["mentions"].items():
            _write_mention(db.conn, name, entry)
        for name, entry in DATA["deals"].items():
            _write_deal(db.conn, sample, name, entry)
        _write_conflicts(db.conn, sample)
        for table, rows in DATA["rows"].items():
            for row in rows:
                _insert(db.conn, table, {column: _named(sample, value) for column, value in row.items()})
        db.conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return sample


def addresses(sample: Sample) -> dict[str, str]:
    """An address of each kind of page, by the pattern of its addresses."""
    return {
        "": BASE,
        "/deals": f"{BASE}/deals",
        "/deals/(?P<id>[^/]+?)": f"{BASE}/deals/{sample.deals['invest']}",
        "/articles/(?P<id>[^/]+?)": f"{BASE}/articles/{sample.articles['harbor']}",
        "/organizations": f"{BASE}/organizations",
        "/organizations/(?P<id>[^/]+?)": f"{BASE}/organizations/lumen-labs",
        "/flows": f"{BASE}/flows",
        "/conflicts": f"{BASE}/conflicts",
        "/runs": f"{BASE}/runs",
        "/runs/(?P<id>[^/]+?)": f"{BASE}/runs/{next(iter(DATA['runs']))}",
    }


def every_page(sample: Sample) -> list[str]:
    """The address of every page there is of the sample, with some of the filters."""
    return [
        *addresses(sample).values(),
        f"{BASE}/deals?ai=all",
        f"{BASE}/deals?q=lumen&from=2025&to=2025-11&min=1bn&max=100000000000",
        f"{BASE}/deals?q=nothing+has+these+words&organization=nobody",
        f"{BASE}/organizations?q=lab",
        f"{BASE}/flows?organization=Lumen+Labs&gives=money",
        f"{BASE}/flows?organization=nobody",
        f"{BASE}/conflicts?field=amount",
        f"{BASE}/conflicts?field=round",
        *(f"{BASE}/deals/{id_}" for id_ in sample.deals.values()),
        *(f"{BASE}/articles/{id_}" for id_ in sample.articles.values()),
        *(f"{BASE}/organizations/{id_}" for id_ in DATA["organizations"]),
        *(f"{BASE}/runs/{id_}" for id_ in DATA["runs"]),
    ]


def site(*paths: Path, immutable: bool = False, **options: Any) -> Any:
    """A Datasette that serves databases, as ``datasette serve`` would."""
    from datasette.app import Datasette

    files = [str(path) for path in paths]
    return Datasette([], immutables=files, **options) if immutable else Datasette(files, **options)


def _write_articles(conn: sqlite3.Connection, sample: Sample) -> None:
    for name, entry in DATA["articles"].items():
        text, sha256 = entry["text"], _sha256(entry["text"])
        known = {key: entry.get(key) for key in ("publisher", "author", "published", "url")}
        row = {
            "id": sample.articles[name],
            "search_id": int(sample.articles[name], 16),
            "sha256": sha256,
            "title": text.split("\n", 1)[0],
            "language": "en",
            "rights": "Written for these tests.",
            "characters": len(text),
            "loaded_at": LOADED,
            **known,
        }
        _insert(conn, "articles", row)
        _insert(conn, "article_texts", {"sha256": sha256, "text": text})
        place = {"location": entry["location"], "publisher": known["publisher"], "current": entry.get("current", 1)}
        _insert(conn, "article_sources", {**place, "article_id": row["id"], "seen_at": LOADED})


def _write_runs(conn: sqlite3.Connection, sample: Sample) -> None:
    prompt = {"id": DATA["prompt"], "system": "Point at deals.", "template": "{article}", "schema": "{}"}
    _insert(conn, "prompts", prompt)
    for id_, entry in DATA["runs"].items():
        row = {
            "id": id_,
            "resolved_model": f"{entry['model_id']}-v1",
            "options": "{}",
            "prompt_id": DATA["prompt"],
            "code_version": "0.1a0",
            "status": "finished",
            "stopped_because": None,
            "articles": 4,
            "reused": 1,
            "failed": 0,
            **entry,
        }
        _insert(conn, "runs", row)
    for id_, entry in DATA["readings"].items():
        known = {"article_id": sample.articles[entry["article"]], "run_id": entry["run"]}
        call = {**known, "id": f"call-{id_}", "start": 0, "end": 1, "attempts": 1, "duration_ms": 2.5}
        _insert(conn, "calls", call)
        model = DATA["runs"][entry["run"]]["model_id"]
        reading = {**known, "id": id_, "cache_key": id_, "model_id": model, "at": entry["at"]}
        _insert(conn, "readings", {**reading, "outcome": entry.get("outcome", "deals")})


def _write_mention(conn: sqlite3.Connection, id_: str, entry: dict[str, Any]) -> None:
    reading = id_.rpartition("-")[0]
    text = DATA["articles"][DATA["readings"][reading]["article"]]["text"]
    start = text.index(entry["statements"][0][1])
    known = {key: value for key, value in entry.items() if key != "statements"}
    row = {"id": id_, "reading_id": reading, "key": _sha256(id_), "focus": 1, "accepted": 1, "start": start, **known}
    _insert(conn, "mentions", row)
    for place, (field, exact, value, *more) in enumerate(entry["statements"]):
        statement = {
            "id": f"{id_}-{place}",
            "mention_id": id_,
            "call_id": f"call-{reading}",
            "field": field,
            "value": None if value is None else json.dumps(value),
            "words": exact,
            "verdict": "supported",
            "origin": "model",
            **(_selector(text, exact, start) if exact else {}),
            **(more[0] if more else {}),
        }
        _insert(conn, "statements", statement)


def _selector(text: str, exact: str, near: int) -> dict[str, Any]:
    start = text.find(exact, near)
    start = start if start >= 0 else text.index(exact)
    end = start + len(exact)
    around = {"prefix": text[max(0, start - CONTEXT) : start], "suffix": text[end : end + CONTEXT]}
    return {"exact": exact, "start": start, "end": end, **around}


def _write_deal(conn: sqlite3.Connection, sample: Sample, name: str, entry: dict[str, Any]) -> None:
    id_ = sample.deals[name]
    sources = {mention: DATA["readings"][mention.rpartition("-")[0]]["article"] for mention in entry["mentions"]}
    apart = ("slug", "mentions", "parties", "shares")
    row = {
        "ai": "party",
        **dict.fromkeys(("conflict_count", "judged_count"), 0),
        **{key: value for key, value in entry.items() if key not in apart},
        "id": id_,
        "search_id": int(id_.rpartition("-")[2], 16),
        "parties_text": ", ".join(DATA["organizations"][party]["name"] for party, _ in entry["parties"]),
        "details": json.dumps(entry.get("details", {})),
        "focus": 1,
        "article_count": len(sources),
        "review_state": "unreviewed",
    }
    _insert(conn, "deals", row)
    for place, (party, role) in enumerate(entry["parties"]):
        share = entry.get("shares", {}).get(party, {})
        row = {"deal_id": id_, "organization_id": party, "role": role, "place": place, **share}
        _insert(conn, "deal_parties", row)
    for number, (mention, article) in enumerate(sources.items(), start=1):
        row = {"deal_id": id_, "mention_id": mention, "article_id": sample.articles[article], "source_number": number}
        _insert(conn, "deal_mentions", row)
        _insert(conn, "deal_addresses", {"digits": _digits(mention), "deal_id": id_})


def _write_conflicts(conn: sqlite3.Connection, sample: Sample) -> None:
    for entry in DATA["conflicts"]:
        candidates = [
            {**each, "articles": [sample.articles[name] for name in each["articles"]]} for each in entry["candidates"]
        ]
        row = {
            "deal_id": sample.deals[entry["deal"]],
            "field": entry["field"],
            "candidates": json.dumps(candidates),
            "chosen": json.dumps(entry["chosen"]),
            "rule": entry["rule"],
        }
        _insert(conn, "conflicts", row)


def _named(sample: Sample, value: Any) -> Any:
    """A value in which "deal NAME" and "article NAME" stand for ids; lists become JSON."""
    if isinstance(value, list):
        return json.dumps([_named(sample, each) for each in value])
    kind, _, name = str(value).partition(" ")
    ids = {"deal": sample.deals, "article": sample.articles}.get(kind, {})
    return ids.get(name, value)


def _insert(conn: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    conn.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", [*row.values()])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digits(mention: str) -> str:
    return _sha256(mention)[:10]
