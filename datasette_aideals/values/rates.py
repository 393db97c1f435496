"""Turning sums into US dollars at yearly average rates, so that they can be sorted, compared and added up.

``rates.csv`` holds, for each currency and year, how many units one US dollar bought on average, and who says
so: ``docs/make_rates.py`` makes most of it from the European Central Bank's daily rates. Rates move by a
few percent within a year, so a converted sum is marked as converted wherever it is shown.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ..text.tables import rows


@dataclass(frozen=True)
class Dollars:
    """A sum in US dollars; ``rate_year`` is None where it was stated in dollars, else the year of the rate."""

    value: float
    rate_year: int | None


@dataclass(frozen=True)
class Rates:
    """Units of a currency per US dollar, by currency and year."""

    per_usd: Mapping[str, Mapping[int, float]]
    _found: dict[tuple[str, int | None], tuple[int, float] | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def dollars(self, value: float, currency: str, year: int | None = None) -> Dollars | None:
        """``value`` in US dollars at the rate of ``year``, or of the nearest year that the table has.

        Without a year the latest rate is taken. None for a currency that the table does not have.
        """
        if currency == "USD":
            return Dollars(value, None)
        nearest = self._nearest(currency, year)
        return Dollars(value / nearest[1], nearest[0]) if nearest else None

    def _nearest(self, currency: str, year: int | None) -> tuple[int, float] | None:
        """The year whose rate is used, and the rate."""
        if (currency, year) not in self._found:
            known = self.per_usd.get(currency)
            wanted = max(known) if known and year is None else year or 0
            best = min(known, key=lambda one: (abs(one - wanted), -one)) if known else None
            self._found[currency, year] = (best, known[best]) if known and best is not None else None
        return self._found[currency, year]

    def updated(self, entries: Iterable[Mapping[str, str]]) -> "Rates":
        """These rates with those of ``entries`` (currency, year, per_usd) added or put in their place.

        Raises KeyError or ValueError where an entry lacks a column or has no positive number.
        """
        table = {currency: dict(years) for currency, years in self.per_usd.items()}
        for entry in entries:
            rate = float(entry["per_usd"])
            if not 0 < rate < float("inf"):
                raise ValueError(f"{entry['per_usd']} is no rate")
            table.setdefault(entry["currency"].strip().upper(), {})[int(entry["year"])] = rate
        return Rates(table)


@cache
def shipped_rates() -> Rates:
    """The rates of ``rates.csv``."""
    return Rates({}).updated(rows(__package__, "rates.csv"))


def read_rates(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with the columns currency, year and per_usd."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
