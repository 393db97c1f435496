"""Hostile words wherever an article or a model could have put words."""

import json
import sqlite3
from pathlib import Path
from typing import Any

POISON = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% raw %}\u202egnihton\u2066 " + "W" * 400
BAD_URL = "javascript:alert(3)//https://harbor.example/"

_POISONED = {
    "articles": ("title", "publisher", "author", "rights", "language", "published"),
    "article_sources": ("location", "publisher"),
    "runs": (
        "kind",
        "model_id",
        "resolved_model",
        "options",
        "code_version",
        "status",
        "stopped_because",
        "started",
        "finished",
    ),
    "calls": ("error", "error_kind", "response"),
    "flows": ("type", "currency", "gives"),
    "circles": ("name",),
    "deal_events": ("status", "date"),
    "deal_log": ("deal_id", "state", "cause", "at"),
    "summaries": ("text", "verdict", "reason"),
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
        "amount_usd_basis",
        "summary_by",
        "summary_refused",
        "review_state",
    ),
    "deal_parties": ("role",),
    "conflicts": ("field", "rule"),
}


def poison(path: Path) -> None:
    """Make every word in a sample database that came from outside hostile."""
    conn = sqlite3.connect(path)
    conn.create_function("json_poisoned", 1, _json_poisoned)
    with conn:
        for table, columns in _POISONED.items():
            for column in columns:
                conn.execute(f'UPDATE "{table}" SET "{column}" = ? || coalesce("{column}", \'\')', [POISON])
        # The model's id has to stay the same everywhere for its readings to count.
        conn.execute("UPDATE readings SET model_id = ? || model_id", [POISON])
        conn.execute("UPDATE articles SET url = ?", [BAD_URL])
        conn.execute("UPDATE flows SET deal_ids = json_poisoned(deal_ids)")
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
