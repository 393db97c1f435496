"""What the names of an article mean: which are companies, people or places, and which mean the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .entities import Entity, Kind, is_product_of, key_of, kind_of, known_organization
from .lexicon import is_ordinary, place_words, word_class
from .shapes import Run, words_of
from .tokens import Token


@dataclass
class Registry:
    """What the article's names mean, gathered while it is read."""

    entities: dict[str, Entity] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Entity]]] = field(default_factory=dict)
    longer: dict[str, list[tuple[list[str], Entity]]] = field(default_factory=dict)
    """The words of whole names of organisations, by their first word."""

    def enter(self, text: str, entity: Entity, whole: bool) -> None:
        """Notes what a name means; a ``whole`` one may stand in a shorter form elsewhere."""
        self.entities[text] = entity
        words = text.split()
        if whole and len(words) > 1 and entity.kind is Kind.ORGANIZATION:
            alike = self.longer.setdefault(words[0], [])
            if len(alike) < _MOST_ALIKE:
                alike.append((words, entity))

    def add(self, words: tuple[str, ...], entity: Entity) -> None:
        known = self.phrases.setdefault(words[0], [])
        if all(other != words for other, _ in known):
            known.append((words, entity))
            known.sort(key=lambda item: -len(item[0]))

    def add_openings(self, words: tuple[str, ...], entity: Entity) -> None:
        """Notes how a headline may shorten a long name: "New Alder" for "New Alder Education Group"."""
        for end in range(2, len(words)):
            opening = words[:end]
            plain = opening[-1] in word_class("preposition") or opening[-1] in word_class("conjunction")
            if not plain and opening[-1][0].isalnum() and " ".join(opening) not in place_words():
                self.add(opening, entity)


_MOST_ALIKE = 200


def register(tokens: Sequence[Token], runs: Sequence[Run]) -> Registry:
    registry = Registry()
    people = _people(tokens, runs)
    towns = _dateline_towns(tokens, runs)
    usual, sources = _usual_names(tokens, runs), _sources(tokens, runs)
    # Names that stand somewhere without an article: "the Skarn Marketplace" is a thing of Skarn's.
    wholes = {words_of(tokens, run) for run in runs if not run[0] or tokens[run[0] - 1].lower != "the"}
    for run in sorted(runs, key=lambda item: item[0] - item[1]):
        text = words_of(tokens, run)
        if text in registry.entities:
            continue
        kind = Kind.PERSON if text in people else kind_of(text)
        kind = Kind.OTHER if _is_ticker(tokens, run) or _is_label(tokens, run) else _dateline_kind(tokens, run) or kind
        if kind is Kind.PERSON and _is_called_company(tokens, run[1]):
            kind = Kind.ORGANIZATION
        if kind is Kind.ORGANIZATION and (text.upper() in towns or _is_place(tokens, run, text)):
            kind = Kind.PLACE
        if kind is Kind.ORGANIZATION and text in sources and known_organization(text) is None:
            kind = Kind.OTHER
        entity = new_entity(usual.get(text, text) if kind is Kind.ORGANIZATION else text, kind)
        longer = _longer_form(text, registry)
        if kind is Kind.ORGANIZATION and longer and entity.known is None:
            entity = longer
        registry.enter(text, entity, whole=text in wholes)
        words = tuple(token.lower for token in tokens[run[0] : run[1]])
        registry.add(words, entity)
        if kind is Kind.ORGANIZATION and len(words) > 2:
            registry.add_openings(words, entity)
    return registry


def _is_called_company(tokens: Sequence[Token], last: int) -> bool:
    """Whether what stands behind a name says that it is a company: "Sophia Gen – the health start-up has"."""
    words = [token.lower for token in tokens[last : last + 8]]
    if len(words) < 3 or words[0] not in (",", "–", "—", "-") or words[1] not in ("a", "an", "the"):
        return False
    called = next((word for word in words[2:] if word in _COMPANIES or word in word_class("preposition")), "")
    return called in _COMPANIES


_COMPANIES = frozenset(["company", "startup", "start-up", "firm", "bank", "chipmaker", "unicorn", "manufacturer"])


def _usual_names(tokens: Sequence[Token], runs: Sequence[Run]) -> dict[str, str]:
    """The short name of each whole one that stands only once, long after the short one, which is the usual name."""
    counts = Counter(words_of(tokens, run) for run in runs)
    first: dict[str, int] = {}
    for run in runs:
        first.setdefault(words_of(tokens, run), run[0])
    found: dict[str, str] = {}
    for text, count in counts.items():
        words = text.split() if count == 1 else []
        for end in range(1, len(words)):
            short = " ".join(words[:end])
            if counts[short] >= (_USUAL if end == 1 else _USUAL - 1) and first[short] < first[text]:
                found[text] = short
    return found


_USUAL = 3


def _sources(tokens: Sequence[Token], runs: Sequence[Run]) -> set[str]:
    """The names that the article only gives as its sources: "according to Dagens Fern", "citing Fern News"."""
    told = {words_of(tokens, run) for run in runs if _is_cited(tokens, run[0])}
    return told - {words_of(tokens, run) for run in runs if not _is_cited(tokens, run[0])}


def _is_cited(tokens: Sequence[Token], first: int) -> bool:
    before = [token.lower for token in tokens[max(0, first - 3) : first]]
    before = before[:-1] if before[-1:] == ["the"] else before
    return before[-2:] == ["according", "to"] or before[-1:] == ["citing"]


def _is_ticker(tokens: Sequence[Token], run: Run) -> bool:
    """Whether a name is the code of a share: "PLTR" in "(NASDAQ: PLTR)"."""
    first, last = run
    marked = last - first == 1 and first > 1 and tokens[first - 1].text == ":" and tokens[first].text.isupper()
    return marked and tokens[first - 2].lower in word_class("exchange")


def _is_label(tokens: Sequence[Token], run: Run) -> bool:
    """Whether a name in capitals only says what a line is about: "STAR ACQUISITION: Acme announced …"."""
    first, last = run
    shouted = last - first > 1 and last < len(tokens) and tokens[last].text == ":"
    return shouted and all(token.text.isupper() for token in tokens[first:last])


_DATELINE_REACH = 80
_DASHES = frozenset({"—", "–", "--"})


def _dateline_kind(tokens: Sequence[Token], run: Run) -> Kind | None:
    """What a name in a dateline is: the agency in brackets, the town in capitals that stands alone."""
    first, last = run
    if first > _DATELINE_REACH or last >= len(tokens):
        return None
    if first == 0:
        return None
    before, after = tokens[first - 1].text, tokens[last].text
    dash = tokens[last + 1].text if last + 1 < len(tokens) else ""
    place = kind_of(words_of(tokens, run)) in (Kind.PLACE, Kind.OTHER)
    if before == "(" and after == ")" and not place and dash in ("-", "–", "—", "--"):
        return Kind.MEDIA
    if tokens[first].text.isupper() and last - first == 1 and len(tokens[first].text) > 3 and after == ".":
        opens = tokens[first].start - tokens[first - 1].end > 1
        return Kind.PLACE if opens else None
    return None


_PLACE_TAILS = frozenset(
    [
        "county",
        "city",
        "island",
        "islands",
        "river",
        "lake",
        "valley",
        "bay",
        "beach",
        "heights",
        "park",
        "province",
        "district",
        "prefecture",
    ]
)


def _dateline_towns(tokens: Sequence[Token], runs: Sequence[Run]) -> set[str]:
    """The towns that stand in capitals before the dash that opens a report: "BREMEN — A company said"."""
    return {words_of(tokens, run) for run in runs if _opens_report(tokens, run)}


def _opens_report(tokens: Sequence[Token], run: Run) -> bool:
    first, last = run
    dashed = last + 1 < len(tokens) and tokens[last].text in _DASHES and tokens[last].start > tokens[last - 1].end
    if not dashed or not all(token.text.isupper() and len(token.text) > 2 for token in tokens[first:last]):
        return False
    opens = first == 0 or tokens[first].start - tokens[first - 1].end > 1
    follows = [token.text for token in tokens[last + 1 : last + 4]]
    # A row of a list goes on with a sum or another title in capitals.
    return opens and follows[0][0].isupper() and any(word.islower() for word in follows)


_WAYS = frozenset({"road", "street", "avenue", "highway", "boulevard"})


def _is_place(tokens: Sequence[Token], run: Run, text: str) -> bool:
    """Whether a name is a town or the like: "Lehi, Utah", "Storey County"."""
    if known_organization(text) or text.rsplit(maxsplit=1)[-1].lower() in word_class("organisation_suffix"):
        return False
    tail, last = text.rsplit(maxsplit=1)[-1].lower(), run[1]
    numbered = run[0] > 0 and tokens[run[0] - 1].text.isdigit()
    way = tail in _WAYS and " " in text and not numbered
    if tail in _PLACE_TAILS or way or _is_from(text) or _stands_in(tokens, run):
        return True
    based = last + 2 < len(tokens) and tokens[last].text == "," and tokens[last + 2].lower in ("-based", "-area")
    if based or (last < len(tokens) and tokens[last].lower in ("-based", "-headquartered", "-area", "-born")):
        return True
    if last + 1 >= len(tokens) or tokens[last].text != "," or not tokens[last + 1].text[0].isupper():
        return False
    after = tokens[last + 2].lower if last + 2 < len(tokens) else ""
    before = tokens[run[0] - 1].lower if run[0] else ""
    if text.isupper() and place_words().get(tokens[last + 1].lower) in ("region", "country"):
        return True
    region = place_words().get(tokens[last + 1].lower) in ("region", "country")
    return (
        region
        and after not in ("'s", "-based")
        and before in ("in", "near", "at", "from", "outside", "to", "of", "(", ",", "and")
    )


def _is_from(text: str) -> bool:
    """Whether capitals only say where somebody is from: "San Francisco-bred"."""
    place, _, tail = text.rpartition("-")
    return tail.islower() and place.lower() in place_words()


def _stands_in(tokens: Sequence[Token], run: Run) -> bool:
    """Whether a name is that of a site: "at Heron Point in Sydney"."""
    first, last = run
    if not first or last + 1 >= len(tokens) or tokens[first - 1].lower != "at" or tokens[last].lower != "in":
        return False
    return tokens[last + 1].lower in place_words()


def new_entity(text: str, kind: Kind) -> Entity:
    known = known_organization(text) if kind in (Kind.ORGANIZATION, Kind.MEDIA) else None
    if known and is_product_of(text, known):
        return Entity(key_of(known.name), known.name, Kind.PRODUCT, known)
    return Entity(key_of(text), _without_legal_form(text), kind, known)


def _without_legal_form(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[-1].lower().strip(",") in word_class("legal"):
        words.pop()
    short = " ".join(words).rstrip(",")
    # "News" and "International Finance" are no names without their "Corp".
    plain = all(is_ordinary(word.lower()) for word in short.split()) and known_organization(short) is None
    return text if plain or short == "News" else short


def _longer_form(text: str, registry: Registry) -> Entity | None:
    """The entity whose full name begins with this short one: "Skarn" for "Skarn Robotics"."""
    words = text.split()
    if len(words) == 1 and words[0].lower() in word_class("public"):
        return next((entity for full, entity in registry.entities.items() if words[0] in full.split()[1:]), None)
    if sum(word not in ("&", "and") for word in words) > 3 or words[0].lower() in place_words() or len(words[0]) < 3:
        return None
    alike = registry.longer.get(words[0], ())
    return next((one for full, one in alike if len(full) > len(words) and full[: len(words)] == words), None)


def _people(tokens: Sequence[Token], runs: Sequence[Run]) -> set[str]:
    """The runs that name people, in full or by their last name."""
    full: set[str] = set()
    listed = -1
    for run in runs:
        text = words_of(tokens, run)
        in_list = _may_be_person(text) and (_opens_people(tokens, run[0]) or _goes_on(tokens, listed, run[0]))
        listed = run[1] if in_list else -1
        if in_list or _is_person(tokens, run, text):
            full.add(text)
    last_names = {text.split()[-1] for text in full}
    last_names = {name for name in last_names if not known_organization(name)}
    single = {words_of(tokens, run) for run in runs if run[1] - run[0] == 1}
    return full | {name for name in single if name in last_names}


def _may_be_person(text: str) -> bool:
    words = text.split()
    plain = 1 < len(words) < 5 and not any(character.isdigit() for character in text)
    return plain and words[-1].lower() not in word_class("organisation_suffix") and known_organization(text) is None


def _opens_people(tokens: Sequence[Token], first: int) -> bool:
    """Whether people are named from here on: "founded by Ann Lee and Joe Tan", "engineers Ann Lee and Joe Tan"."""
    before = [token.lower for token in tokens[max(0, first - 2) : first]]
    return before[-1:] != [] and (before[-1] in _CROWDS or (before[-1] == "by" and before[0] in _WROTE))


def _goes_on(tokens: Sequence[Token], last: int, first: int) -> bool:
    """Whether only commas and "and" stand between two names of a list."""
    return 0 < last < first and all(token.lower in (",", "and", "&") for token in tokens[last:first])


_CROWDS = frozenset(
    [
        "executives",
        "graduates",
        "engineers",
        "entrepreneurs",
        "brothers",
        "researchers",
        "scientists",
        "alumni",
        "veterans",
        "professors",
        "students",
        "co-founders",
        "cofounders",
        "founders",
        "employees",
    ]
)
_WROTE = frozenset(["founded", "co-founded", "cofounded", "reporting", "editing", "written"])


def _is_person(tokens: Sequence[Token], run: Run, text: str) -> bool:
    first, last = run
    words = text.split()
    if known_organization(text) or words[-1].lower() in word_class("organisation_suffix"):
        return False
    before = tokens[first - 1].lower if first else ""
    titled = before in word_class("title") or (
        before == "." and first > 1 and tokens[first - 2].lower in ("dr", "mr", "ms", "mrs")
    )
    if len(words) == 1:
        return titled and before in ("mr", "mrs", "ms", "dr", ".", "president", "minister", "professor", "sir", "lord")
    if len(words) > 4 or any(character.isdigit() for character in text):
        return False
    if kind_of(text) is Kind.PERSON or titled:
        return True
    after = [token.lower for token in tokens[last : last + 5]]
    if after[:1] == [","]:
        after = [word for word in after[1:4] if word not in ("the", "a", "its", "'s")]
        return (bool(after) and after[0] in _PERSON_AFTER) or (
            len(after) > 1 and after[1] in _PERSON_AFTER and after[0] in _RANKS
        )
    return False


_PERSON_AFTER = frozenset(
    [
        "ceo",
        "cfo",
        "cto",
        "coo",
        "chairman",
        "chairwoman",
        "president",
        "founder",
        "co-founder",
        "cofounder",
        "chief",
        "vice",
        "managing",
        "director",
        "analyst",
        "partner",
        "head",
        "professor",
        "executive",
        "minister",
        "prime",
        "general",
        "who",
        "editor",
        "reporter",
        "correspondent",
        "columnist",
    ]
) - {"general", "executive", "partner"}


_RANKS = frozenset(
    [
        "technology",
        "business",
        "markets",
        "staff",
        "senior",
        "group",
        "global",
        "general",
        "executive",
        "deputy",
        "vice",
        "managing",
        "founding",
        "company",
    ]
)
