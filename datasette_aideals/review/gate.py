"""Whether deals may be published: a site's owner can let that wait until people have looked at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection

from ..terms import Term
from .queue import at_risk


class Wait(Term):
    """Which deals wait for review before they are published."""

    NONE = "none"
    RISK = "risk"
    """Those that something speaks against: a queue item other than a simple value."""
    ALL = "all"
    """Every deal of which a value has not been decided on."""


@dataclass(frozen=True)
class Readiness:
    """The deals that wait for review, each with why: kinds of doubt, or "unreviewed" or "part"."""

    waiting: Mapping[str, tuple[str, ...]]

    @property
    def ready(self) -> bool:
        """Whether nothing waits."""
        return not self.waiting

    @property
    def message(self) -> str:
        """What a person should know, in one line; empty where nothing waits."""
        number = len(self.waiting)
        if not number:
            return ""
        noun, verb = ("deal", "waits") if number == 1 else ("deals", "wait")
        return f"{number} {noun} {verb} for review. Look at what is left with: datasette aideals review DB"


def ready_to_publish(conn: Connection, wait: Wait) -> Readiness:
    """Which deals may not be published yet, by the setting ``publish_waits_for_review``.

    ``conn`` is a plain connection to the database that is to be published.
    """
    if wait is Wait.RISK:
        return Readiness({deal: tuple(kinds) for deal, kinds in at_risk(conn).items()})
    if wait is Wait.ALL:
        sql = "SELECT id, review_state FROM deals WHERE review_state <> 'reviewed' ORDER BY id"
        return Readiness({row[0]: (row[1],) for row in conn.execute(sql)})
    return Readiness({})
