"""People's decisions about organisations, deals and conflicts: they outlast every rebuild and can be taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlite_utils import Database

from ..errors import UnknownDecision
from ..terms import Term
from .database import rows
from .writing import insert_row, new_id, utc_now


class Kind(Term):
    """What a decision is about."""

    USE_MODEL = "use_model"
    """``object``: the model whose readings count."""
    MERGE_ORGANIZATIONS = "merge_organizations"
    """``subject``: key of the organisation that stays; ``object``: key of the one that becomes a part of it."""
    SPLIT_ORGANIZATION = "split_organization"
    """``subject``: normal form of a name that is an organisation of its own; ``object``: key of the other one."""
    MERGE_DEALS = "merge_deals"
    """``subject`` and ``object``: the digits of a mention of each deal."""
    SPLIT_DEAL = "split_deal"
    """``subject`` and ``object``: JSON lists of digits of mentions that do not belong together."""
    CHOOSE = "choose"
    """``subject``: digits of a deal, a slash and a field; ``object``: the value, as JSON."""
    UNDO = "undo"
    """``undoes``: the decision taken back."""


@dataclass(frozen=True)
class Decision:
    """One decision of one person."""

    id: str
    kind: Kind
    subject: str
    object: str | None
    actor: str | None
    at: str
    undoes: str | None

    @property
    def batch(self) -> None:
        """Each decision is made alone."""
        return None

    @property
    def choice(self) -> Any:
        """What ``object`` holds as JSON."""
        return json.loads(self.object) if self.object is not None else None


def all_decisions(db: Database) -> list[Decision]:
    """Every decision ever made, the oldest first."""
    found = rows(db, "SELECT id, kind, subject, object, actor, at, undoes FROM decisions ORDER BY at, id")
    return [Decision(**{**row, "kind": Kind(row["kind"])}) for row in found]


def decisions_in_force(db: Database) -> list[Decision]:
    """The decisions that nobody took back, the oldest first; who takes back an undoing restores what it undid."""
    return in_force(all_decisions(db))


def in_force(decisions: list[Decision]) -> list[Decision]:
    """Those of ``decisions`` (the oldest first) that no later one in force undoes."""
    return [one for one in not_undone(decisions) if one.kind is not Kind.UNDO]


class Undoable(Protocol):
    """Something a person did that can be taken back, alone or with all that was done in the same go."""

    @property
    def id(self) -> str: ...
    @property
    def undoes(self) -> str | None: ...
    @property
    def batch(self) -> str | None: ...


U = TypeVar("U", bound=Undoable)


def not_undone(made: Sequence[U]) -> list[U]:
    """Those of ``made`` (the oldest first) that no later one takes back; who takes back an undoing restores."""
    undone: set[str] = set()
    for one in reversed(made):
        if one.undoes and undone.isdisjoint({one.id, one.batch}):
            undone.add(one.undoes)
    return [one for one in made if undone.isdisjoint({one.id, one.batch})]


def decide(db: Database, kind: Kind, subject: str, target: str | None, actor: str | None = None) -> str:
    """Write a decision down and return its id."""
    decision = {
        "id": new_id(),
        "kind": kind.value,
        "subject": subject,
        "object": target,
        "actor": actor,
        "at": utc_now(),
    }
    with db.atomic():
        insert_row(db, "decisions", decision)
    return str(decision["id"])


def undo(db: Database, decision_id: str, actor: str | None = None) -> str:
    """Take a decision back, which is a decision too, and return its id. Raises UnknownDecision."""
    found = [one for one in all_decisions(db) if one.id == decision_id]
    if not found:
        raise UnknownDecision(f"There is no decision {decision_id}. List them with: datasette aideals decisions DB")
    row = {
        "id": new_id(),
        "kind": Kind.UNDO.value,
        "subject": found[0].subject,
        "actor": actor,
        "at": utc_now(),
        "undoes": decision_id,
    }
    with db.atomic():
        insert_row(db, "decisions", row)
    return str(row["id"])
