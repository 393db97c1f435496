"""What a reader asks of the smaller lists: filters by name, page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any

from .filters import PAGE, Called, Token, given_in, one_of, read_size, read_token, read_words


@dataclass(frozen=True)
class ListFilter:
    """Which rows of a list are wanted: words and chosen terms by the name of their filter, and the page."""

    words: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    size: Annotated[int, "Rows in one answer."] = PAGE
    after: Annotated[Token | None, Called("next"), "Where to go on: what the answer before said in next."] = None

    def __getitem__(self, name: str) -> str:
        return self.words.get(name) or self.terms.get(name) or ""

    @property
    def query(self) -> dict[str, str]:
        """The query string's keys and values that lead back here, without the page."""
        return {**self.words, **self.terms, **({"size": str(self.size)} if self.size != PAGE else {})}


@dataclass(frozen=True)
class ListOptions:
    """The filters that a list has: free words, and terms of a vocabulary; ``numeric`` tells how it is paged.

    ``about`` says for each by name which rows it gives.
    """

    words: tuple[str, ...] = ()
    terms: Mapping[str, type[Enum]] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    numeric: bool = False

    def read(self, query: Mapping[str, str]) -> ListFilter:
        """The filter that a query string means; other keys are left alone. Raises BadOption."""
        given = given_in(query)
        terms: dict[str, Any] = {name: one_of(name, words, given) for name, words in self.terms.items()}
        return ListFilter(
            words={name: text for name in self.words if (text := read_words(name, given))},
            terms={name: str(word.value) for name, word in terms.items() if word},
            size=read_size(given),
            after=read_token(given, numeric=self.numeric),
        )
