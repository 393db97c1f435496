"""Names of organisations: comparing them, and the table of well-known ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.values.names import (
    display_name,
    known_organizations,
    lookup,
    name_key,
    normal_form,
)

KINDS = {"company", "fund", "bank", "public body", "university"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Acme", "ACME"),
        ("Acme", "acme"),
        ("Acme", "Acme Inc."),
        ("Acme", "Acme, Inc."),
        ("Acme", "Acme Incorporated"),
        ("Acme", "Acme Corp."),
        ("Acme", "Acme Corporation"),
        ("Acme", "Acme Co., Ltd."),
        ("Acme", "Acme Limited"),
        ("Acme", "Acme plc"),
        ("Acme", "Acme LLC"),
        ("Acme", "Acme GmbH"),
        ("Acme", "Acme AG"),
        ("Acme", "Acme SE"),
        ("Acme", "Acme NV"),
        ("Acme", "Acme ASA"),
        ("Acme", "Acme Holdings"),
        ("Acme", "Acme Group"),
        ("Acme", "the Acme Group"),
        ("Acme", "The Acme Company"),
        ("Acme", "Acme's"),
        ("Acme", "Acme’s"),
        ("Acme", "  Acme  "),
        ("Acme Labs", "Acme-Labs"),
        ("Hõbe Ventures", "Hobe Ventures"),
        ("Nestlé", "Nestle"),
        ("Brown & Co", "brown &"),
        ("Amazon Web Services", "AWS"),
        ("Amazon Web Services, Inc.", "aws"),
        ("Microsoft", "MSFT"),
        ("DeepMind", "Google DeepMind"),
        ("Goldman Sachs", "Goldman"),
        ("Goldman Sachs", "Goldman Sachs Group, Inc."),
        ("Andreessen Horowitz", "a16z"),
        ("Taiwan Semiconductor Manufacturing Co.", "TSMC"),
        ("Meta", "Facebook"),
        ("Meta Platforms, Inc.", "Facebook"),
        ("Bain Capital", "Bain"),
        ("OpenAI", "OpenAI OpCo, LLC"),
        ("SoftBank", "SoftBank Group Corp."),
        ("New Enterprise Associates", "NEA"),
        ("Blackstone", "Blackstone Inc."),
    ],
)
def test_names_of_one_organisation_have_one_key(one: str, two: str) -> None:
    assert name_key(one) == name_key(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Amazon", "Amazon Web Services"),
        ("Google", "DeepMind"),
        ("Google", "Alphabet"),
        ("Nvidia", "NVentures"),
        ("Microsoft", "Azure"),
        ("Meta", "WhatsApp"),
        ("SoftBank", "SoftBank Vision Fund"),
        ("Acme Labs", "Acme Capital"),
        ("Group", "Holdings"),
        ("The", "Co"),
        ("日本電気", "日本電信電話"),
    ],
)
def test_different_organisations_have_different_keys(one: str, two: str) -> None:
    assert name_key(one) != name_key(two)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Nvidia Corp.", "Nvidia"),
        ("NVIDIA", "Nvidia"),
        ("nvidia", "Nvidia"),
        ("amazon web services", "Amazon Web Services"),
        ("AWS", "Amazon Web Services"),
        ("Azure", "Microsoft"),
        ("Claude", "Anthropic"),
        ("chatgpt", "OpenAI"),
        ("Marvell Technology, Inc. (NASDAQ: MRVL)", "Marvell"),
        ("Block", "Block"),
        ("Target's", "Target"),
        ("Saudi Public Investment Fund", "Public Investment Fund"),
        ("the US Commerce Department", "US Department of Commerce"),
        ("Acme Robotics", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_well_known_organisation_is_found_by_name_alias_or_product(name: str, found: str | None) -> None:
    organization = lookup(name)
    assert (organization.name if organization else None) == found


@pytest.mark.parametrize("name", ["block", "target", "apple", "scale", "figure", "together ai's harvey", "arm", "box"])
def test_an_ordinary_word_is_a_name_only_with_a_capital(name: str) -> None:
    assert lookup(name) is None


def test_an_ordinary_word_is_looked_up_in_a_text_without_capitals_when_asked() -> None:
    apple = lookup("apple", any_case=True)
    assert apple is not None
    assert apple.name == "Apple"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("amazon web services", "Amazon Web Services"),
        ("Nvidia Corp.", "Nvidia"),
        ("Facebook", "Meta"),
        ("The Carlyle Group", "Carlyle"),
        ("Skarn Robotics", "Skarn Robotics"),
        ("Virello Systems, Inc.", "Virello Systems"),
        ("Northbeam Imaging Ltd.", "Northbeam Imaging"),
        ("GlobalStuff Co., Ltd.", "GlobalStuff"),
        ("Hollweg Software GmbH", "Hollweg Software"),
        ("Fjell  Compute\nASA", "Fjell Compute"),
        ("**Brassard Robotics**", "Brassard Robotics"),
        ("Corvello Software (TSX: CVL)", "Corvello Software"),
        ("Otterbeck’s", "Otterbeck"),
        ("Inc.", "Inc."),
        ("", ""),
    ],
)
def test_the_usual_short_name_is_shown(written: str, shown: str) -> None:
    assert display_name(written) == shown


@given(st.text(max_size=40))
def test_keys_and_display_names_are_stable(name: str) -> None:
    assert normal_form(name) == normal_form(normal_form(name)) or not name.isascii()
    assert display_name(display_name(name)) == display_name(name)


def test_the_table_is_wide_and_sound() -> None:
    organizations = known_organizations()
    names = [organization.name for organization in organizations]
    assert len(names) == len(set(names)) >= 500
    for organization in organizations:
        assert organization.kind in KINDS
        assert organization.parent is None or organization.parent in names
        assert organization.parent != organization.name
        assert set(organization.capitalised) <= {organization.name, *organization.aliases, *organization.products}
        own = lookup(organization.name)
        assert own is organization


def test_no_name_in_the_table_belongs_to_two_organisations() -> None:
    owners: dict[str, str] = {}
    for organization in known_organizations():
        for name in (organization.name, *organization.aliases, *organization.products):
            assert owners.setdefault(normal_form(name), organization.name) == organization.name
