"""The closed vocabularies of the project: deal types, states, roles, qualifiers, verdicts.

The members of ``DealType``, ``Status``, ``Role`` and ``Qualifier`` are those of the
reference answers' guidelines; every member's value is what the database, the JSON and
the models' answers hold.
"""

from enum import Enum


class Term(str, Enum):
    """A word of a closed vocabulary that prints as itself."""

    def __str__(self) -> str:
        return str(self.value)


class DealType(Term):
    """What kind of transaction a deal is."""

    INVESTMENT = "investment"
    ACQUISITION = "acquisition"
    JOINT_VENTURE = "joint_venture"
    PURCHASE = "purchase"
    PARTNERSHIP = "partnership"
    DEBT = "debt"
    CAPEX = "capex"
    IPO = "ipo"
    LICENSING = "licensing"
    GRANT = "grant"
    OTHER = "other"


class Status(Term):
    """How far a deal has come, by what the article says at the time it was written."""

    RUMORED = "rumored"
    ANNOUNCED = "announced"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Role(Term):
    """What a party does in a deal."""

    INVESTOR = "investor"
    INVESTEE = "investee"
    ACQUIRER = "acquirer"
    TARGET = "target"
    SELLER = "seller"
    PARTNER = "partner"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    LENDER = "lender"
    BORROWER = "borrower"
    LICENSOR = "licensor"
    LICENSEE = "licensee"
    ISSUER = "issuer"
    GRANTOR = "grantor"
    GRANTEE = "grantee"
    SPENDER = "spender"


class Qualifier(Term):
    """How exactly a text states a number."""

    EXACT = "exact"
    APPROXIMATELY = "approximately"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    RANGE = "range"


class Verdict(Term):
    """What checking a statement against the article's words found."""

    SUPPORTED = "supported"
    JUDGED = "judged"
    MISMATCH = "mismatch"
    UNFOUND = "unfound"
    ASSERTED = "asserted"
    REJECTED = "rejected"
    """A person took it out or put another value in its place."""

    @property
    def counts(self) -> bool:
        """Whether a statement with this verdict may enter a deal."""
        return self not in (Verdict.MISMATCH, Verdict.UNFOUND, Verdict.REJECTED)


class Origin(Term):
    """Who made a statement."""

    MODEL = "model"
    PERSON = "person"


class Judgement(Term):
    """What a person decided on the article itself."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    ADD = "add"
    """A value that the model missed."""
    ADD_DEAL = "add_deal"
    """A deal that the model missed; its values are added with it."""
    NOTHING_MISSING = "nothing_missing"
    """The article's deals are all there."""
    UNDO = "undo"


class Outcome(Term):
    """How the reading of one article by one model ended."""

    DEALS = "deals"
    NONE = "none"
    FAILED = "failed"


class QuotePolicy(Term):
    """How much of a source's words goes into a public copy."""

    FULL = "full"
    """The whole text."""
    QUOTES = "quotes"
    """Short quotes, within limits."""
    FACTS = "facts"
    """The values without the words."""
    NONE = "none"
    """Nothing: as if its articles were not there."""


class Withheld(Term):
    """Why the words of a statement are not in a public copy."""

    POLICY = "policy"
    """Its source gives facts only."""
    LENGTH = "length"
    """They are too long for one quote."""
    CAP = "cap"
    """The article's other quotes take what may be quoted from it."""
    EMAIL = "email"
    """They hold an e-mail address."""


class RunStatus(Term):
    """How far a run has come."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    """Ended early by a limit that the user had set on errors or tokens."""
    INTERRUPTED = "interrupted"
    UNDONE = "undone"
    """What it had made was taken back."""


class Trouble(Term):
    """Why a question to a model gave nothing, or not all that it should."""

    RATE_LIMITED = "rate_limited"
    """The provider asks for fewer questions."""
    UNAVAILABLE = "unavailable"
    """The server failed, could not be reached, or broke off."""
    TIMEOUT = "timeout"
    REJECTED = "rejected"
    """The server takes no such question: wrong key, model, option or form."""
    TOO_LONG = "too_long"
    """The question does not fit into the model's context, however short the passage."""
    REFUSED = "refused"
    """The model, or its provider's filter, declined to answer."""
    EMPTY = "empty"
    MALFORMED = "malformed"
    """The answer is not of the agreed form, also not when asked again."""
    PARTIAL = "partial"
    """Some of the answer could be used."""
    ERROR = "error"
    """The model's plugin failed in a way of its own."""

    @property
    def transient(self) -> bool:
        """Whether the same question may well be answered in a while."""
        return self in (Trouble.RATE_LIMITED, Trouble.UNAVAILABLE, Trouble.TIMEOUT)


class AnswerForm(Term):
    """How a model is held to the form of the answer, the strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"
