"""The sides of a deal: who gives and who takes in each kind, whatever their roles are called."""

from functools import cache

from ..terms import DealType, Role

NO_DEAL = "none"
"""What the judge's models answer for no deal, and for no part in one."""

KINDS = tuple(DealType)

GIVERS = {
    DealType.INVESTMENT: Role.INVESTOR,
    DealType.ACQUISITION: Role.ACQUIRER,
    DealType.PURCHASE: Role.CUSTOMER,
    DealType.DEBT: Role.LENDER,
    DealType.GRANT: Role.GRANTOR,
    DealType.LICENSING: Role.LICENSEE,
    DealType.CAPEX: Role.SPENDER,
}
TAKERS = {
    DealType.INVESTMENT: Role.INVESTEE,
    DealType.ACQUISITION: Role.TARGET,
    DealType.PURCHASE: Role.SUPPLIER,
    DealType.DEBT: Role.BORROWER,
    DealType.GRANT: Role.GRANTEE,
    DealType.LICENSING: Role.LICENSOR,
    DealType.IPO: Role.ISSUER,
}


def side(kind: DealType, role: Role | None) -> str:
    """A role as the side of any deal: "giver", "taker", or the role itself; "none" for nobody."""
    if role is None:
        return "none"
    if role is GIVERS.get(kind):
        return "giver"
    return "taker" if role is TAKERS.get(kind) else role.value


@cache
def role_of_side(kind: DealType, name: str) -> Role | None:
    """The role that a side is in a kind of deal; None where it has no such side."""
    if name == "none":
        return None
    if name in ("giver", "taker"):
        return (GIVERS if name == "giver" else TAKERS).get(kind)
    return Role(name)
