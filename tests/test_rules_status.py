"""How far a deal has come, as the embedded extractor reads it from the words around it."""

import pytest

from datasette_aideals.rules.extract import extract
from datasette_aideals.terms import Status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        # what is awarded or received, set up or licensed stands; what is agreed is announced
        ("The US Army has awarded Acme Robotics a $40 million contract.", Status.COMPLETED),
        ("The US Army will award Acme Robotics a $40 million contract.", Status.ANNOUNCED),
        ("Acme Robotics signed a $40 million contract with the US Army.", Status.ANNOUNCED),
        # the end of a deal is told behind it
        ("Oak Software agreed to buy Acme for $40 million. By July that deal was dead.", Status.CANCELLED),
        ("Oak Software offered $40 million for Acme in 2019. The board said no within two days.", Status.CANCELLED),
        ("Oak Software agreed to buy Acme for $40 million. The deal is dead.", Status.CANCELLED),
        ("Oak Software agreed to buy Acme for $40 million. The deal is expected to close in May.", Status.ANNOUNCED),
        # other words for an end
        ("Oak Software's $40 million bid for Acme lapsed in October.", Status.CANCELLED),
        ("The $40 million sale of Acme to Oak Software will not proceed.", Status.CANCELLED),
    ],
)
def test_a_status_is_read(text: str, status: Status) -> None:
    assert [deal.status for deal in extract(text).deals] == [status]
