"""What a person asks for: an action with its details, from a form, from JSON or from the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import BadEntry
from ..terms import Term
from .entering import LONGEST_NOTE


class Act(Term):
    """What a person can do."""

    ACCEPT = "accept"
    """``statement``, or ``mention`` for all its values that nobody has decided on."""
    CORRECT = "correct"
    """``statement``; ``value``, ``quote``, ``start``, ``subject``."""
    REJECT = "reject"
    """``statement``, or ``mention`` where it is no deal."""
    ADD = "add"
    """``mention``, ``field``; ``value``, ``quote``, ``start``, ``subject``."""
    ADD_DEAL = "add_deal"
    """``quote``, ``start``, ``type``, ``status``, ``parties`` (name and role); ``amount``."""
    NOTHING_MISSING = "nothing_missing"
    """All values that nobody has decided on are right, and the article reports no other deal."""
    MERGE_DEALS = "merge_deals"
    """``deal`` and ``other``."""
    SPLIT_DEAL = "split_deal"
    """``deal`` and ``articles``."""
    CHOOSE = "choose"
    """``deal``, ``field`` and ``number``, the place among the values in conflict."""
    MERGE_ORGANIZATIONS = "merge_organizations"
    """``organization`` stays, ``other`` is another name of it."""
    SPLIT_ORGANIZATION = "split_organization"
    """``name`` is no name of ``organization``."""
    UNDO = "undo"
    """``id`` of a review or a decision."""

    @property
    def about_article(self) -> bool:
        """Whether it is about what one article says."""
        return self in _ABOUT_ARTICLES


_ABOUT_ARTICLES = (Act.ACCEPT, Act.CORRECT, Act.REJECT, Act.ADD, Act.ADD_DEAL, Act.NOTHING_MISSING)


@dataclass(frozen=True)
class Given:
    """An action and its details, as text, numbers and lists of these."""

    act: Act
    details: Mapping[str, Any]

    @classmethod
    def read(cls, details: Any) -> "Given":
        """The action that a mapping asks for. Raises BadEntry."""
        if not isinstance(details, Mapping):
            raise BadEntry("Send an object with the key action.")
        try:
            act = Act(str(details.get("action", "")))
        except ValueError as error:
            raise BadEntry(f"Name the action: {', '.join(act.value for act in Act)}.") from error
        return cls(act, details)

    def text(self, name: str) -> str | None:
        """A detail as text without blanks around it, or None where it is empty. Raises BadEntry."""
        found = self.details.get(name)
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
        if found is not None and not isinstance(found, str):
            raise BadEntry(f"{name} must be text.")
        return (found or "").strip() or None

    def needed(self, name: str) -> str:
        """A detail that must be there. Raises BadEntry."""
        found = self.text(name)
        if found is None:
            raise BadEntry(f"{self.act} needs {name}.")
        return found

    def words(self, name: str = "quote") -> str | None:
        """Words of the article, with line ends as the database has them."""
        found = self.text(name)
        return found.replace("\r\n", "\n").replace("\r", "\n") if found else None

    def number(self, name: str) -> int | None:
        """A detail as a whole number, or None. Raises BadEntry."""
        found = self.text(name)
        if found is None:
            return None
        if not found.isascii() or not found.isdigit() or len(found) > 9:
            raise BadEntry(f"{name} must be a whole number.")
        return int(found)

    def listed(self, name: str) -> list[Any]:
        """A detail as a list; one value alone is a list of one. Raises BadEntry."""
        found = self.details.get(name)
        if found is None or found == "":
            return []
        return list(found) if isinstance(found, list | tuple) else [found]

    @property
    def note(self) -> str | None:
        """The person's remark. Raises BadEntry where it is too long."""
        found = self.text("note")
        if found and len(found) > LONGEST_NOTE:
            raise BadEntry(f"The note is too long: at most {LONGEST_NOTE} characters.")
        return found
