"""Who gives what to whom, the circles in it, and sums that say no more than the articles do."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from corpus import AT, Told, add, library, told
from sqlite_utils import Database

from datasette_aideals.cli import aideals
from datasette_aideals.resolve import circles as circles_module
from datasette_aideals.resolve.circles import find_circles
from datasette_aideals.resolve.layout import positions
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.store.totals import Total, totals
from datasette_aideals.text.tables import rows as table
from datasette_aideals.values.rates import Rates, shipped_rates

INVESTS = ("{} will invest {} in {}, which builds AI models.", "investment", "investor", "investee")
BUYS = ("{} will buy {} of computing capacity from {}.", "purchase", "customer", "supplier")


def deal(
    pattern: tuple[str, ...], giver: str, amount: str, receiver: str, day: str = "2025-03-01", **more: Any
) -> Told:
    sentence = pattern[0].format(giver, amount, receiver)
    roles = {giver: pattern[2], receiver: pattern[3]}
    return Told(sentence, (told(sentence, pattern[1], roles, amount=amount, **more),), day)


CIRCLE = (
    deal(INVESTS, "Alpen", "up to $10 billion", "Brindle"),
    deal(BUYS, "Brindle", "$30 billion", "Cirrus"),
    deal(BUYS, "Cirrus", "$4 billion", "Alpen"),
    deal(INVESTS, "Dorma", "$1 billion", "Brindle"),
)


def found(db: Database, table: str) -> list[dict[str, Any]]:
    return rows(db, f"SELECT * FROM {table}")


def test_a_circle_is_found_named_and_sized_with_its_deals_and_quotes(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", CIRCLE)
    (circle,) = found(db, "circles")
    assert circle["name"] == "Alpen → Brindle → Cirrus → Alpen"
    assert (circle["amount_usd"], circle["least_usd"], circle["up_to"]) == (44 * 10**9, 4 * 10**9, 1)
    assert (circle["length"], circle["deals"]) == (3, 3)
    quotes = rows(
        db,
        "SELECT step, exact FROM circle_steps JOIN proof USING (deal_id) WHERE proof.field = 'amount' ORDER BY step",
    )
    assert [row["exact"] for row in quotes] == ["up to $10 billion", "$30 billion", "$4 billion"]


def test_rumors_and_what_was_called_off_close_no_circle(tmp_path: Path) -> None:
    for status in ("rumored", "cancelled"):
        last = deal(BUYS, "Cirrus", "$4 billion", "Alpen", status=status)
        db = library(tmp_path / f"{status}.db", [*CIRCLE[:2], last])
        assert found(db, "circles") == []
    (flow,) = rows(library(tmp_path / "one.db", [deal(BUYS, "Cirrus", "$4 billion", "Alpen", status="rumored")]),
                   "SELECT amount, deals, rumored FROM flows WHERE gives = 'money'")  # fmt: skip
    assert flow == {"amount": None, "deals": 1, "rumored": 1}


def test_what_is_paid_to_a_subsidiary_comes_back_to_its_parent(tmp_path: Path) -> None:
    articles = [deal(INVESTS, "Amazon", "$8 billion", "Brindle"), deal(BUYS, "Brindle", "$9 billion", "AWS"),
                deal(BUYS, "Amazon", "$1 billion", "Cirrus")]  # fmt: skip
    db = library(tmp_path / "deals.db", articles)
    (circle,) = found(db, "circles")
    assert circle["name"] == "Amazon → Brindle → Amazon"
    steps = rows(db, "SELECT source, target FROM circle_steps ORDER BY step")
    assert steps == [
        {"source": "amazon", "target": "brindle"},
        {"source": "brindle", "target": "amazon-web-services"},
    ]


def test_compute_flows_the_other_way_and_rights_too(tmp_path: Path) -> None:
    text = "Brindle will buy $30 billion of computing capacity, up to 5 gigawatts, from Cirrus."
    power = Told(text, (told(text, "purchase", {"Brindle": "customer", "Cirrus": "supplier"}, amount="$30 billion",
                             capacity="up to 5 gigawatts"),))  # fmt: skip
    text = "Alpen has taken a licence from Dorma for $2 billion."
    rights = Told(text, (told(text, "licensing", {"Alpen": "licensee", "Dorma": "licensor"}, amount="$2 billion"),))
    db = library(tmp_path / "deals.db", [power, rights])
    flows = rows(db, "SELECT source, target, gives, amount, gigawatts FROM flows ORDER BY gives, source")
    assert [tuple(row.values()) for row in flows] == [
        ("cirrus", "brindle", "compute", None, 5.0),
        ("alpen", "dorma", "money", 2 * 10**9, None),
        ("brindle", "cirrus", "money", 30 * 10**9, None),
        ("dorma", "alpen", "rights", None, None),
    ]


def test_a_joint_sum_is_nobodys_own(tmp_path: Path) -> None:
    text = "Alpen and Dorma will invest $9 billion in Brindle."
    roles = {"Alpen": "investor", "Dorma": "investor", "Brindle": "investee"}
    db = library(tmp_path / "deals.db", [Told(text, (told(text, "investment", roles, amount="$9 billion"),))])
    assert rows(db, "SELECT source, amount, currency FROM flows ORDER BY source") == [
        {"source": "alpen", "amount": None, "currency": ""},
        {"source": "dorma", "amount": None, "currency": ""},
    ]


def test_converted_sums_are_marked_in_payments_flows_and_circles(tmp_path: Path) -> None:
    pounds = [
        deal(INVESTS, "Alpen", "£10 billion", "Brindle", "2022-05-01"),
        deal(BUYS, "Brindle", "$3 billion", "Alpen"),
    ]
    db = library(tmp_path / "deals.db", pounds)
    marks = {"GBP": ("converted", 2022), "USD": ("stated", None)}
    for row in rows(db, "SELECT currency, amount_usd_basis, rate_year FROM payments"):
        assert (row["amount_usd_basis"], row["rate_year"]) == marks[row["currency"]]
    for row in rows(db, "SELECT currency, amount_usd_basis FROM flows"):
        assert row["amount_usd_basis"] == marks[row["currency"]][0]
    assert [row["converted"] for row in found(db, "circles")] == [1]
    assert [row["converted"] for row in found(library(tmp_path / "other.db", CIRCLE), "circles")] == [0]


def test_limits_in_a_flow_are_told(tmp_path: Path) -> None:
    more = deal(INVESTS, "Alpen", "$2 billion", "Brindle", "2023-01-05", date="2023")
    db = library(tmp_path / "deals.db", [CIRCLE[0], more])
    (flow,) = found(db, "flows")
    assert (flow["amount"], flow["up_to"], flow["deals"]) == (12 * 10**9, 10 * 10**9, 2)


def test_circles_are_counted_out_up_to_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = [(letter, following) for letter, following in zip("abcdef", "bcdefa", strict=True)]
    assert find_circles(ring[:-1]) == []
    assert find_circles(ring) == []
    assert find_circles([*ring, ("c", "a"), ("b", "a")]) == [("a", "b"), ("a", "b", "c")]
    monkeypatch.setattr(circles_module, "MOST", 1)
    assert find_circles([*ring, ("c", "a"), ("b", "a")]) == [("a", "b")]


def test_places_in_the_picture_are_the_same_again_and_inside_it(tmp_path: Path) -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d"), ("e", "f")]
    places = positions(list("fedcba"), edges[::-1])
    assert places == positions(list("abcdef"), edges)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    assert len(set(places.values())) == 6
    db = library(tmp_path / "deals.db", CIRCLE)
    drawn = rows(db, "SELECT name FROM organizations WHERE x IS NOT NULL AND y IS NOT NULL ORDER BY name")
    assert [row["name"] for row in drawn] == ["Alpen", "Brindle", "Cirrus", "Dorma"]


def test_totals_keep_limits_rumors_and_other_currencies_apart(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", [
        *CIRCLE,
        deal(INVESTS, "Alpen", "more than $3 billion", "Elmo"),
        deal(INVESTS, "Alpen", "€900 million", "Fenna"),
        deal(INVESTS, "Alpen", "$7 billion", "Gorse", status="rumored"),
        deal(INVESTS, "Alpen", "$7 billion", "Hulda", status="cancelled"),
    ])  # fmt: skip
    kept = {(total.type, total.state): total for total in totals(db)}
    firm = kept["investment", "firm"]
    euros = round(900_000_000 / shipped_rates().per_usd["EUR"][2025])
    assert firm == Total("investment", "firm", deals=4, stated=10**9 + euros, at_least=3 * 10**9, up_to=10**10,
                         converted=1)  # fmt: skip
    assert kept["investment", "rumored"].stated == 7 * 10**9
    assert kept["investment", "cancelled"].deals == 1
    assert kept["purchase", "firm"].stated == 34 * 10**9


def test_a_sum_over_other_deals_is_not_added(tmp_path: Path) -> None:
    text = "Alpen and Dorma will invest $15 billion in Brindle: Alpen $5 billion and Dorma $10 billion."
    one = {"quotes": [text], "type": "investment", "status": "announced"}
    both = [{"name": "Alpen", "role": "investor"}, {"name": "Brindle", "role": "investee"}]
    other = [{"name": "Dorma", "role": "investor"}, {"name": "Brindle", "role": "investee"}]
    package = Told(text, (
        {**one, "parties": both, "amount": "$5 billion"},
        {**one, "parties": other, "amount": "$10 billion"},
        {**one, "parties": [*both, other[0]], "amount": "$15 billion"},
    ))  # fmt: skip
    told_so = "Elmo has raised $20 billion in total from Alpen."
    whole = Told(told_so, (told(told_so, "investment", {"Alpen": "investor", "Elmo": "investee"},
                                amount="$20 billion", status="completed"),))  # fmt: skip
    (total,) = totals(library(tmp_path / "deals.db", [package, whole]))
    assert (total.deals, total.aggregates, total.stated) == (4, 2, 15 * 10**9)


def test_totals_with_converted_sums_are_said_roughly(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    library(path, [*CIRCLE, deal(INVESTS, "Alpen", "€900 million", "Fenna")]).close()
    said = CliRunner().invoke(aideals, ["totals", str(path)]).stdout
    assert "investment: about $2.01 billion and, apart from it, up to about $10 billion in 3 deals (1 converted" in said


def test_totals_are_said_and_given_to_programs(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    library(path, CIRCLE).close()
    said = CliRunner().invoke(aideals, ["totals", str(path)]).stdout
    assert "investment: $1 billion and, apart from it, up to $10 billion in 2 deals" in said
    listed = json.loads(CliRunner().invoke(aideals, ["totals", str(path), "--json"]).stdout)
    assert [(row["type"], row["stated"], row["up_to"]) for row in listed] == [
        ("investment", 10**9, 10**10),
        ("purchase", 34 * 10**9, 0),
    ]


def test_dollars_are_stated_or_converted_at_the_rate_of_the_year(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    pounds = deal(INVESTS, "Alpen", "£10 million", "Brindle", "2022-05-01")
    db = library(path, [pounds, deal(INVESTS, "Alpen", "$10 million", "Cirrus")])
    columns = "SELECT amount_usd, amount_usd_basis, rate_year FROM deals ORDER BY currency"
    rate = shipped_rates().per_usd["GBP"][2022]
    assert [tuple(row.values()) for row in rows(db, columns)] == [
        (round(10_000_000 / rate), "converted", 2022),
        (10_000_000, "stated", None),
    ]
    db.close()
    file = tmp_path / "rates.csv"
    file.write_text("currency,year,per_usd\nGBP,2022,0.5\n")
    result = CliRunner().invoke(aideals, ["rates", str(path), str(file)])
    assert "1 rates loaded. Deals: 1 changed." in result.stdout
    db = open_database(path)
    assert rows(db, columns)[0]["amount_usd"] == 20_000_000
    file.write_text("currency,year\nGBP,2022\n")
    assert CliRunner().invoke(aideals, ["rates", str(path), str(file)]).exit_code == 2


def test_rates_of_the_nearest_year_are_taken_and_unknown_currencies_are_not_guessed() -> None:
    rates = Rates({"EUR": {2020: 0.5, 2024: 0.8}})
    assert rates.dollars(1, "EUR", 2030) == rates.dollars(1, "EUR")
    found_rate = rates.dollars(1, "EUR", 2021)
    assert found_rate is not None
    assert (found_rate.value, found_rate.rate_year) == (2.0, 2020)
    assert rates.dollars(1, "XXX", 2021) is None


def test_the_shipped_rates_have_every_year_and_a_source_and_move_no_more_than_currencies_do() -> None:
    for currency, years in shipped_rates().per_usd.items():
        assert list(years) == list(range(min(years), max(years) + 1)), currency
        assert min(years) <= 2018
        assert max(years) >= 2025
        assert all(0.5 < years[year] / years[year - 1] < 2 for year in list(years)[1:]), currency
    assert {"EUR", "GBP", "JPY", "CNY", "INR", "KRW", "TWD", "AED", "SAR", "CAD"} <= set(shipped_rates().per_usd)
    assert all(row["source"] for row in table("datasette_aideals.values", "rates.csv"))
    # Known from elsewhere: the Federal Reserve's averages of the same years.
    for currency, year, rate in (
        ("EUR", 2025, 0.8845),
        ("JPY", 2024, 151.46),
        ("CNY", 2015, 6.2827),
        ("INR", 2023, 82.571),
    ):
        assert shipped_rates().per_usd[currency][year] == pytest.approx(rate, rel=0.004)


def test_a_year_without_a_rate_takes_the_nearest_and_says_which(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", [deal(INVESTS, "Alpen", "€10 million", "Brindle", "2031-05-01")])
    (row,) = rows(db, "SELECT amount_usd_basis, rate_year FROM deals")
    assert row == {"amount_usd_basis": "converted", "rate_year": max(shipped_rates().per_usd["EUR"])}


def test_one_transaction_told_as_two_types_is_two_linked_deals(tmp_path: Path) -> None:
    one = "Quorra and Brindle agreed to work together on AI."
    other = "Quorra agreed to invest $40 million in Brindle."
    articles = [
        Told(one, (told(one, "partnership", {"Quorra": "partner", "Brindle": "partner"}),), "2026-03-01"),
        Told(other, (told(other, "investment", {"Quorra": "investor", "Brindle": "investee"}, amount="$40 million"),),
             "2026-03-02"),
    ]  # fmt: skip
    db = library(tmp_path / "deals.db", articles)
    packages = [row["package_id"] for row in rows(db, "SELECT package_id FROM deals")]
    assert len(packages) == 2
    assert len(set(packages)) == 1
    assert packages[0] is not None


def test_buying_rights_told_as_buying_the_company_is_one_deal_with_a_conflict(tmp_path: Path) -> None:
    one, other = "Quorra will acquire Brindle for $20 billion.", "Quorra licensed Brindle technology for $20 billion."
    articles = [
        Told(one, (told(one, "acquisition", {"Quorra": "acquirer", "Brindle": "target"}, amount="$20 billion"),),
             "2026-03-01"),
        Told(other, (told(other, "licensing", {"Quorra": "licensee", "Brindle": "licensor"}, amount="$20 billion"),),
             "2026-03-02"),
    ]  # fmt: skip
    db = library(tmp_path / "deals.db", articles)
    (row,) = rows(db, "SELECT type, amount_usd, summary FROM deals")
    assert row["type"] == "licensing"
    assert "On the type, Some Paper says licensing, Some Paper acquisition [1][2]." in row["summary"]
    assert [conflict["field"] for conflict in found(db, "conflicts")] == ["type"]
    assert [party["role"] for party in rows(db, "SELECT role FROM deal_parties ORDER BY place")] == [
        "licensee", "licensor"]  # fmt: skip


def test_every_value_of_a_deal_stands_in_the_view_of_proof(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", CIRCLE[:1])
    add(db, deal(INVESTS, "Alpen", "$10 billion", "Brindle", "2025-03-02"))
    resolve(db, AT)
    proof = rows(db, "SELECT * FROM proof WHERE field = 'amount' ORDER BY source_number")
    assert [row["exact"] for row in proof] == ["up to $10 billion", "$10 billion"]
    assert all(row[name] for row in proof for name in (
        "deal_id", "statement_id", "article_id", "call_id", "run_id", "model", "prompt_id"))  # fmt: skip
