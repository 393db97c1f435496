"""What a run has to do: which articles have been read already, which are to be asked about, and what that takes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..errors import UnknownModel
from ..store.articles import get_article
from ..store.records import ArticleRef
from ..store.runs import find_older_reading, find_reading, has_failed
from ..terms import Outcome
from .ask import Asker
from .chunks import Cutter
from .conversation import record_of
from .models import DEFAULT_MODEL, AskedModel, get_model
from .patience import Patience
from .prompt import STANDARD, WEAK, Prompt, choose_prompt
from .tokens import FREE, Budget, Price, Tokens, estimate

CONCURRENCY = 4
"""How many articles are asked about at once unless the user says otherwise."""


@dataclass(frozen=True)
class Manner:
    """How a model is to be asked, as far as the user says so; None leaves each to what suits the model.

    ``prompt`` is a name or a file, ``window`` the longest passage in characters, ``concurrency`` how
    many articles are asked about at once. A run stops when ``max_errors`` articles have failed, or
    before it takes more than ``max_tokens`` tokens. ``prices`` are by model id.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    prompt: str | Path | None = None
    window: int | None = None
    concurrency: int | None = None
    max_errors: int | None = None
    max_tokens: int | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)

    def asker(self, model: AskedModel) -> Asker:
        """What asks ``model`` in this manner. Raises BadOption or BadPrompt."""
        return Asker(
            model,
            model.checked_options(self.options),
            self.key,
            self.chosen_prompt(model),
            self.window,
            self.patience,
            Budget(self.max_tokens),
        )

    def chosen_prompt(self, model: AskedModel) -> Prompt | None:
        """The prompt that the user chose; None where none was, or the model takes none. Raises BadPrompt."""
        if self.prompt is None or model.takes_bare_text:
            return None
        return choose_prompt(self.prompt)

    def concurrency_for(self, model: AskedModel) -> int:
        """How many articles to ask the model about at once; the embedded one works on one processor."""
        return self.concurrency or (1 if model.model_id == DEFAULT_MODEL else CONCURRENCY)

    def price_for(self, model: AskedModel) -> Price | None:
        """What the model costs, where that is known."""
        return FREE if model.model_id == DEFAULT_MODEL else self.prices.get(model.model_id)


@dataclass(frozen=True)
class Task:
    """One article with the keys of its reading, and how an earlier reading ended, where that serves."""

    article: ArticleRef
    request_key: str
    cache_key: str
    known: Outcome | None = None
    outdated: bool = False


@dataclass(frozen=True)
class Estimate:
    """What a run would do and take; tokens are rough, the cost in US dollars is None without a price."""

    articles: int
    reused: int
    outdated: int
    asked: int
    calls: int
    tokens: Tokens
    cost_usd: float | None


def make_plan(
    db: Database,
    articles: Iterable[ArticleRef],
    asker: Asker,
    *,
    check_version: str = "",
    refresh: bool = True,
    only_failed: bool = False,
) -> list[Task]:
    """What to do about each article.

    Without ``refresh`` a reading made by an earlier version serves as well. With ``only_failed``
    articles are left out unless the model's newest reading of them failed.
    """
    tasks = []
    for article in articles:
        request = request_key(article, asker)
        cache = cache_key(request, asker, check_version)
        reading = find_reading(db, cache)
        older = None if reading or refresh else find_older_reading(db, request)
        serves = reading or older
        if only_failed and (serves or not has_failed(db, article.id, asker.model.model_id)):
            continue
        tasks.append(Task(article, request, cache, serves.outcome if serves else None, older is not None))
    return tasks


def request_key(article: ArticleRef, asker: Asker) -> str:
    """What the user chose for one article, as a hash: its text, the model, its options, an own prompt or window."""
    prompt = asker.first_prompt
    own = prompt.name if prompt.bare or prompt.name in (STANDARD, WEAK) else record_of(prompt, takes_schema=True).id
    # The window makes a difference only to articles that have to be cut.
    window = asker.first_window
    cut = str(window) if window is not None and article.characters > window else ""
    return digest(article.sha256, asker.model.model_id, canonical(asker.options), own, cut)


def cache_key(request: str, asker: Asker, check_version: str) -> str:
    """What a reading is kept under: the request, and all that comes with a version of the package and the model."""
    prompt = record_of(asker.first_prompt, takes_schema=asker.model.takes_schema)
    return digest(request, prompt.id, asker.model.extractor_version, check_version)


def estimate_run(db: Database, tasks: Iterable[Task], asker: Asker, price: Price | None) -> Estimate:
    """What doing the tasks would take; no model is asked, and one article's text is held at a time."""
    count = reused = outdated = asked = calls = 0
    tokens = Tokens()
    prompt = asker.first_prompt
    system = record_of(prompt, takes_schema=asker.model.takes_schema).system
    for task in tasks:
        count += 1
        reused += task.known is not None
        outdated += task.outdated
        article = get_article(db, task.article.id) if task.known is None else None
        if article is None:
            continue
        asked += 1
        for passage in Cutter(article.text).all(asker.first_window):
            calls += 1
            tokens += estimate(system, prompt.question(passage.text, passage.context), asker.options)
    cost = price.cost(tokens.input, tokens.output) if price else None
    return Estimate(count, reused, outdated, asked, calls, tokens, cost)


def prices_by_model(prices: Iterable[tuple[str, float, float]]) -> dict[str, Price]:
    """Prices by model id, from ids or aliases with US dollars per million tokens in and out.

    A model that is not installed keeps the name it was given.
    """
    found = {}
    for model_id, into, out in prices:
        try:
            found[get_model(model_id).model_id] = Price(into, out)
        except UnknownModel:
            found[model_id] = Price(into, out)
    return found


def canonical(options: Mapping[str, Any]) -> str:
    """Options as JSON, the same whatever their order."""
    return json.dumps(options, sort_keys=True, ensure_ascii=False)


def digest(*parts: str) -> str:
    """A hash of some texts in their order."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
