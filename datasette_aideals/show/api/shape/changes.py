"""What changed in the deals."""

from typing import Annotated, Literal, TypedDict

from .common import Address, Count, Moment, Version


class ChangeLinks(TypedDict):
    """Where to find the deal; null where there is no such deal any more."""

    page: Address | None
    json: Address | None


class Change(TypedDict):
    """A deal became new, changed or withdrawn."""

    number: Annotated[Count, "Rises with every change; what next is counted in."]
    deal: Annotated[str, "Id that the deal had."]
    title: Annotated[str | None, "Its title; null where no deal has this id any more."]
    state: Annotated[str, "new, changed or withdrawn."]
    cause: Annotated[
        str | None,
        "The command that brought it about, and the articles that came, went or were read anew; null in a public copy.",
    ]
    at: Moment
    leads_to: Annotated[str | None, "Id of the deal that holds its first mention now; null where there is none."]
    links: ChangeLinks


class ChangesDocument(TypedDict):
    """One page of the list of changes, in the order in which they were written down."""

    ok: Literal[True]
    version: Version
    changes: list[Change]
    next: Annotated[str | None, "What to give as next for the page after this one; null on the last one."]
    next_url: Annotated[Address | None, "Address of that page."]
