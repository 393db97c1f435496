"""Percentages, capacities of power and names of funding rounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.terms import Qualifier
from datasette_aideals.values.numbers import Capacity, find_capacities, find_percents, parse_capacity, parse_percent
from datasette_aideals.values.rounds import find_rounds, parse_round


@pytest.mark.parametrize(
    ("words", "percent"),
    [
        ("49%", 49.0),
        ("about 49 %", 49.0),
        ("9.99%", 9.99),
        ("2,5 per cent", 2.5),
        ("27 per cent", 27.0),
        ("27 percent", 27.0),
        ("27-percent stake", 27.0),
        ("a 5% stake, later 9%", 5.0),
        ("two per cent", 2.0),
        ("fifty-one percent", 51.0),
        ("49", 49.0),
        ("half", None),
        ("5 percentage points", None),
        ("the 90th percentile", None),
        ("$5 million", None),
        ("2024", None),
        ("", None),
    ],
)
def test_a_percentage_is_read(words: str, percent: float | None) -> None:
    assert parse_percent(words) == percent


def test_percentages_are_found_in_a_text_in_order() -> None:
    text = "Acme holds 27.5% and Beta ten per cent of 49 firms; a further 3 per\ncent is free."
    assert [(span.of(text), percent) for span, percent in find_percents(text)] == [
        ("27.5%", 27.5),
        ("ten per cent", 10.0),
        ("3 per\ncent", 3.0),
    ]


@pytest.mark.parametrize(
    ("words", "capacity"),
    [
        ("5 gigawatts", Capacity(5)),
        ("1GW", Capacity(1)),
        ("590 MW", Capacity(0.59)),
        ("500-megawatt campus", Capacity(0.5)),
        ("1,200 megawatts", Capacity(1.2)),
        ("a one-gigawatt cluster", Capacity(1)),
        ("up to 5 gigawatts", Capacity(5, Qualifier.UP_TO)),
        ("as much as one gigawatt", Capacity(1, Qualifier.UP_TO)),
        ("some 1.3 gigawatts", Capacity(1.3, Qualifier.APPROXIMATELY)),
        ("almost two gigawatts", Capacity(2, Qualifier.APPROXIMATELY)),
        ("more than 2.1 GW", Capacity(2.1, Qualifier.AT_LEAST)),
        ("10 GW or more", Capacity(10, Qualifier.AT_LEAST)),
        ("500 MWh", None),
        ("5 gigawatt-hours", None),
        ("what a gigawatt costs", None),
        ("several gigawatts", None),
        ("5 GHz and 10 GB", None),
        ("", None),
    ],
)
def test_a_capacity_is_read_in_gigawatts(words: str, capacity: Capacity | None) -> None:
    assert parse_capacity(words) == capacity


def test_capacities_are_found_with_their_qualifiers() -> None:
    text = "It grows from 300 to 750 MW, then to nearly two gigawatts."
    assert [(span.of(text), capacity.gigawatts) for span, capacity in find_capacities(text)] == [
        ("750 MW", 0.75),
        ("nearly two gigawatts", 2.0),
    ]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Series A", "Series A"),
        ("series b", "Series B"),
        ("Series-C", "Series C"),
        ("Series\u00a0D funding", "Series D"),
        ("Series A-1", "Series A1"),
        ("Series B extension", "Series B extension"),
        ("pre-Series A", "Pre-Series A"),
        ("Seed", "Seed"),
        ("seed round", "Seed"),
        ("series seed", "Seed"),
        ("€2.3 million in seed money", "Seed"),
        ("a $300M seed led by Acme", "Seed"),
        ("| Seed |", "Seed"),
        ("pre-seed", "Pre-seed"),
        ("Pre seed round", "Pre-seed"),
        ("bridge", "Bridge"),
        ("bridge money", "Bridge"),
        ("angel round", "Angel"),
        ("a pre-IPO round", "Pre-IPO"),
        ("SAFE", "SAFE"),
        ("safe", "SAFE"),
        ("a simple agreement for future equity", "SAFE"),
        ("seed investors", None),
        ("a seed-stage startup", None),
        ("a bridge loan", None),
        ("a safe bet", None),
        ("Xbox Series X", None),
        ("a series of deals", None),
        ("growth", None),
        ("", None),
    ],
)
def test_a_round_is_named_in_its_usual_spelling(words: str, name: str | None) -> None:
    assert parse_round(words) == name


def test_rounds_are_found_in_a_text_in_order() -> None:
    text = "After a £1.8m pre-seed and a Seed round, seed backers joined the Series A; this one is a SAFE, not safe."
    assert [(span.of(text), name) for span, name in find_rounds(text)] == [
        ("pre-seed", "Pre-seed"),
        ("Seed round", "Seed"),
        ("Series A", "Series A"),
        ("SAFE", "SAFE"),
    ]


@given(st.text(alphabet="0123456789.,% GWMmegwatperc-\nseriSaAbf"))
def test_what_is_found_lies_in_order_in_the_text(text: str) -> None:
    for found in (find_percents(text), find_capacities(text), find_rounds(text)):
        spans = [item[0] for item in found]
        assert spans == sorted(spans)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
