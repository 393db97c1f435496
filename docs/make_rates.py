"""Make the yearly averages of exchange rates anew from the daily reference rates of the European Central Bank.

    python docs/make_rates.py eurofxref-hist.csv

The file is the one in eurofxref-hist.zip on the bank's page of euro reference rates. A year's rate is the average
over its days of units per euro divided by dollars per euro. Rows from other sources stay as they are, as do years
that the file does not have. A year that is not over counts from two hundred days on, and says up to which day.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

TABLE = Path(__file__).parent.parent / "datasette_aideals" / "values" / "rates.csv"
BANK = "European Central Bank, euro reference rates"
FIRST_YEAR = 2010
FEWEST_DAYS = 200
DIGITS = 5
LEFT_OUT = ("Date", "USD", "EEK", "LTL", "LVL", "HRK", "RUB", "")
"""No currencies, or ones that the bank lists no longer."""


def main(arguments: list[str]) -> int:
    """Write the table, in the order of currencies and years."""
    with open(arguments[0], encoding="utf-8", newline="") as file:
        days = sorted(csv.DictReader(file), key=lambda day: day["Date"])
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = {(row["currency"], int(row["year"])): row for row in csv.DictReader(file)}
    last = days[-1]["Date"]
    for (currency, year), found in averages(days):
        source = BANK if f"{year}-12-24" < last else f"{BANK}, up to {last}"
        table[currency, year] = {"currency": currency, "year": str(year), "per_usd": found, "source": source}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("currency", "year", "per_usd", "source"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table[place] for place in sorted(table))
    return 0


def averages(days: list[dict[str, str]]) -> Iterator[tuple[tuple[str, int], str]]:
    """Currency and year with the average of its days, rounded to DIGITS."""
    found: dict[tuple[str, int], list[float]] = defaultdict(list)
    for day in days:
        for currency, per_dollar in _rates(day):
            found[currency, int(day["Date"][:4])].append(per_dollar)
    for place, rates in sorted(found.items()):
        if place[1] >= FIRST_YEAR and len(rates) >= FEWEST_DAYS:
            yield place, f"{sum(rates) / len(rates):.{DIGITS}g}"


def _rates(day: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    dollars = float(day["USD"])
    yield "EUR", 1 / dollars
    for currency, rate in day.items():
        if currency not in LEFT_OUT and rate not in ("", "N/A"):
            yield currency, float(rate) / dollars


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
