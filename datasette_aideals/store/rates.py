"""Exchange rates that a user loads."""

import csv
from pathlib import Path

from sqlite_utils import Database

from ..errors import BadOption
from ..values.rates import Rates, read_rates


def load_rates(db: Database, path: Path) -> int:
    """Keep the rates of a CSV file (currency, year, per_usd, perhaps source); return how many. Raises BadOption."""
    try:
        entries = read_rates(path)
        table = Rates({}).updated(entries)
    except (KeyError, ValueError, TypeError, OSError, csv.Error) as error:
        raise BadOption(f"{path} holds no rates ({error}). It needs the columns currency, year and per_usd.") from error
    sources = {(entry["currency"].strip().upper(), int(entry["year"])): entry.get("source") for entry in entries}
    found = [
        (currency, year, rate, sources.get((currency, year)))
        for currency, years in table.per_usd.items()
        for year, rate in years.items()
    ]
    with db.atomic():
        db.conn.executemany("INSERT OR REPLACE INTO rates (currency, year, per_usd, source) VALUES (?, ?, ?, ?)", found)
    return len(found)
