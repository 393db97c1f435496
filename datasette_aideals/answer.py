"""The answer a model gives about one article: words of the article, nothing computed.

Every text field holds the article's own words, copied as they stand ("up to $25 billion",
"last November"); numbers, currencies, qualifiers and dates are read from them later, by code.
The only things a model decides are what belongs together, and type, status, role and focus.
The same classes give the JSON schema that is sent to models and check what comes back.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from .terms import DealType, Role, Status


class _Part(BaseModel):
    # Unknown keys are dropped instead of refused: weak models add comments of their own.
    model_config = ConfigDict(extra="ignore", frozen=True)


class AnswerParty(_Part):
    """An organisation that takes part in a deal."""

    name: str = Field(min_length=1, description="The organisation's usual short name, as the article writes it.")
    role: Role = Field(description="What the organisation does in this deal.")
    words: str | None = Field(
        default=None,
        description="The words that stand for it in the quote, where they differ from the name: 'it', 'the startup'.",
    )
    share: str | None = Field(
        default=None, description="Its own part of a joint sum, as written; null where there is none."
    )


class AnswerTranche(_Part):
    """A part of the deal's money that is paid apart from the rest."""

    amount: str = Field(description="The part's sum, as written.")
    condition: str | None = Field(default=None, description="When or for what it is paid, as written.")


class AnswerDeal(_Part):
    """One transaction, or commitment to one, that the article reports."""

    quotes: list[str] = Field(
        min_length=1,
        description="Passages copied exactly from the article that together name the parties and the amount.",
    )
    type: DealType = Field(description="What kind of transaction it is.")
    status: Status = Field(description="How far it has come, by this article.")
    parties: list[AnswerParty] = Field(min_length=1, description="The organisations that take part.")
    amount: str | None = Field(
        default=None, description="The whole deal's money as written, with 'up to', 'about' and the currency."
    )
    unit: str | None = Field(
        default=None,
        description="Words elsewhere that give the amount's currency or scale, such as a table's header 'Rs crore'.",
    )
    tranches: list[AnswerTranche] = Field(default=[], description="Parts that are paid apart from each other.")
    valuation: str | None = Field(default=None, description="What the company is worth in this deal, as written.")
    stake: str | None = Field(default=None, description="The share that is bought, as written: '49%'.")
    round: str | None = Field(default=None, description="The name of the financing round, as written: 'Series B'.")
    date: str | None = Field(default=None, description="When it was announced or done, as written: 'last November'.")
    horizon: str | None = Field(default=None, description="The span it covers, as written: 'over the next decade'.")
    capacity: str | None = Field(default=None, description="Power or computing capacity, as written: '5 gigawatts'.")
    hardware: list[str] = Field(default=[], description="Named hardware in the deal: 'Trainium'.")
    focus: bool = Field(default=True, description="True for the article's own news, false for background.")


class Answer(_Part):
    """Everything a model found in one article."""

    deals: list[AnswerDeal] = Field(default=[], description="The deals; empty where the article reports none.")


def answer_schema() -> dict[str, Any]:
    """The JSON schema that models are asked to follow.

    Flat enough for every provider: references are written out, and each object is closed and
    requires all of its keys (absent things are null), which is what strict modes demand.
    """
    schema = Answer.model_json_schema()
    definitions = schema.pop("$defs", {})
    closed: dict[str, Any] = _closed(_inlined(schema, definitions))
    return closed


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        named = definitions[node["$ref"].rsplit("/", 1)[-1]]
        extra = {key: value for key, value in node.items() if key != "$ref"}
        return _inlined({**named, **extra}, definitions)
    return {key: _inlined(value, definitions) for key, value in node.items() if key not in ("title", "default")}


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    if closed.get("type") == "object":
        closed["additionalProperties"] = False
        closed["required"] = list(closed["properties"])
    return closed
