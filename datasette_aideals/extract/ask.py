"""Asking one model about one article."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import BadAnswer, ModelFailed
from ..store.records import Article, CallRecord
from .models import AskedModel, Question, Reply
from .parse import Parsed, parse_answer, storable
from .prompt import prompt_record


@dataclass(frozen=True)
class Asked:
    """One question to a model: the record of it, and what was read from the answer, if it could be used."""

    call: CallRecord
    parsed: Parsed | None


def ask_article(
    model: AskedModel, article: Article, *, options: Mapping[str, Any] | None = None, key: str | None = None
) -> Asked:
    """Ask a model which deals an article reports.

    What the model raises or answers amiss is in the record's ``error``; only a missing key,
    which no other article would change, raises ModelNeedsKey.
    """
    prompt = prompt_record(takes_schema=model.takes_schema)
    schema = json.loads(prompt.schema) if model.takes_schema else None
    began = time.perf_counter()
    try:
        reply = model.ask(Question(prompt.system, article.text, schema), options or {}, key)
    except ModelFailed as error:
        return Asked(_call(article, began, None, str(error)), None)
    try:
        parsed = parse_answer(reply.text)
    except BadAnswer as error:
        return Asked(_call(article, began, reply, str(error)), None)
    return Asked(_call(article, began, reply, "; ".join(parsed.dropped) or None), parsed)


def _call(article: Article, began: float, reply: Reply | None, error: str | None) -> CallRecord:
    return CallRecord(
        response=storable(reply.text) if reply else None,
        error=storable(error) if error else None,
        start=0,
        end=len(article.text),
        attempts=1,
        duration_ms=(time.perf_counter() - began) * 1000,
        input_tokens=reply.input_tokens if reply else None,
        output_tokens=reply.output_tokens if reply else None,
        resolved_model=reply.resolved_model if reply else None,
    )
