"""Reading single files, for the command ``read``: deals as JSON, or why the rules found them."""

import sys
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import BadArticle, BadOption, MissingPath
from .extract.models import DEFAULT_MODEL, AskedModel, get_model
from .extract.plan import Manner
from .load.sources import Source, load_source
from .pipeline import article_of, read_article
from .store.records import Article


class Reader:
    """Reads files with one model; ``-`` is standard input."""

    def __init__(self, model: str | None, manner: Manner, published: str | None) -> None:
        self._model_id = model or DEFAULT_MODEL
        self._manner = manner
        self._published = published

    @cached_property
    def model(self) -> AskedModel:
        """The model, found when the first file is read."""
        return get_model(self._model_id)

    def document(self, path: Path) -> dict[str, Any]:
        """A file's deals in the reference answers' format; raises errors of ours."""
        model = self.model
        deals = read_article(self._article(path), model, manner=self._manner)
        stem = "stdin" if str(path) == "-" else path.stem
        return {"article": stem, "deals": [deal.as_json(number) for number, deal in enumerate(deals, start=1)]}

    def why(self, path: Path) -> str:
        """For each deal, the rule that found it and what filled it; near misses with what they lack."""
        if self.model.model_id != DEFAULT_MODEL:
            raise BadOption(f"Only {DEFAULT_MODEL} can say why. Leave out --model, or --why.")
        from .rules.explain import explanation

        return explanation(self._article(path).text)

    def _article(self, path: Path) -> Article:
        if str(path) == "-":
            return article_of(sys.stdin.read(), self._published)
        if not path.is_file():
            raise MissingPath(f"There is no file {path}. Check the name.")
        article = load_source(Source(path, path.name)).result
        if isinstance(article, BadArticle):
            raise article
        return replace(article, published=article.published or self._published)
