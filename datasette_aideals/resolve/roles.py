"""Which roles give and which receive: money goes from the ones to the others."""

from ..terms import Role

GIVERS = frozenset(
    {Role.INVESTOR, Role.ACQUIRER, Role.CUSTOMER, Role.LENDER, Role.LICENSEE, Role.GRANTOR, Role.SPENDER}
)
RECEIVERS = frozenset(
    {Role.INVESTEE, Role.TARGET, Role.SUPPLIER, Role.BORROWER, Role.LICENSOR, Role.GRANTEE, Role.ISSUER}
)
