"""The command ``evaluate``: several models asked about the same articles, with a progress bar."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ..errors import BadOption
from ..extract.models import DEFAULT_MODEL, AskedModel, get_model
from ..extract.plan import prices_by_model
from ..extract.tokens import Price
from .cases import load_cases
from .readings import Evaluation, evaluate_model


def compare(
    texts: Path,
    gold: Path,
    model_ids: Sequence[str],
    *,
    options: Mapping[str, Any],
    key: str | None,
    prices: Iterable[tuple[str, float, float]],
) -> list[Evaluation]:
    """Measure each model, or the embedded one where none is named, on all articles in ``texts``.

    ``prices`` are model ids with US dollars per million tokens in and out. Models, options and keys
    are checked before the first article is read. Raises errors of ours.
    """
    models = _models(model_ids or [DEFAULT_MODEL])
    costs = _prices(prices, models)
    for model in models:
        model.checked_options(options)
        model.check_key(key)
    cases = load_cases(texts, gold)
    with click.progressbar(length=len(cases) * len(models), label="Reading articles", file=sys.stderr) as bar:
        return [
            evaluate_model(
                model,
                cases,
                options=options,
                key=key,
                price=costs.get(model.model_id),
                progress=lambda: bar.update(1),
            )
            for model in models
        ]


def _models(model_ids: Sequence[str]) -> list[AskedModel]:
    """The models with these ids or aliases, each once, in the order in which they are named."""
    models = [get_model(model_id) for model_id in model_ids]
    return list({model.model_id: model for model in models}.values())


def _prices(prices: Iterable[tuple[str, float, float]], models: Sequence[AskedModel]) -> dict[str, Price]:
    asked = {model.model_id for model in models}
    known = prices_by_model(prices)
    for model_id in known:
        if model_id not in asked:
            raise BadOption(f"There is a price for {model_id}, which is not asked. Add --model {model_id}.")
    return known
