"""A run of a model over articles, in numbers."""

from typing import Annotated, TypedDict

from ....terms import RunStatus
from .common import Count, Moment


class Run(TypedDict):
    """One run of a model over articles."""

    id: str
    model: Annotated[str, "The llm model id that was asked for."]
    resolved_model: Annotated[str | None, "The exact model that answered, where it says so."]
    status: Annotated[str, RunStatus]
    started: Moment
    finished: Moment | None
    articles: Count
    asked: Annotated[Count, "Articles about which the model was asked."]
    reused: Annotated[Count, "Articles whose earlier reading was used."]
    failed: Annotated[Count, "Articles that could not be read."]
