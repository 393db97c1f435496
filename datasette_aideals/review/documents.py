"""The queue and the screen as JSON, and what was done in a sentence."""

from collections.abc import Mapping
from typing import Any

from ..show.documents import problem
from .queue import Queue
from .screen import Screen, Told

__all__ = ["problem", "queue", "screen", "sentence"]

Document = dict[str, Any]


def queue(found: Queue) -> Document:
    """What is left to look at, with how much of each kind."""
    return {
        "ok": True,
        "items": [vars(item) for item in found.items],
        "counts": dict(found.counts),
        "total": found.total,
        "left": vars(found.left),
        "next": found.next,
    }


def screen(shown: Screen) -> Document:
    """An article with what was read from it and what people decided; ``version`` goes with each action."""
    return {
        "ok": True,
        "article": {
            "id": shown.id,
            "title": shown.title,
            "publisher": shown.publisher,
            "published": shown.published,
            "text": shown.text,
        },
        "version": shown.version,
        "finished": shown.finished,
        "open": shown.open,
        "deals": [_told(one) for one in shown.told],
        "made": [vars(entry) for entry in shown.entries],
    }


def sentence(outcome: Mapping[str, Any]) -> str:
    """What was done, for a person."""
    changes = outcome["changes"]
    kept = "Kept." if outcome["rows"] == 1 else f"{outcome['rows']} decisions kept."
    if not changes:
        return f"{kept} No deal changed."
    told = [f"{change['state']}: {change['title']}" for change in changes[:3]]
    more = f" and {len(changes) - 3} more" if len(changes) > 3 else ""
    return f"{kept} {'; '.join(told)}{more}"


def _told(one: Told) -> Document:
    return {
        "mention": one.id,
        "deal": one.deal,
        "title": one.title,
        "stands": one.stands,
        "because": one.because,
        "version": one.version or None,
        "conflicts": [{"field": field, "values": values, "chosen": chosen} for field, values, chosen in one.conflicts],
        "values": [
            {
                "statement": value.id,
                "field": value.field,
                "subject": value.subject,
                "value": value.value,
                "words": value.words,
                "exact": value.exact,
                "start": value.start,
                "end": value.end,
                "verdict": value.verdict,
                "reason": value.reason,
                "state": value.state,
            }
            for value in one.values
        ],
    }
