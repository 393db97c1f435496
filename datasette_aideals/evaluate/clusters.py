"""Measuring how well mentions are merged into deals, against reference clusters.

Pairwise: of the pairs of mentions put into one deal, how many belong together, and how many of those
that do were found. B³: for each mention the share of its deal that belongs there, and of those that
belong there the share that is in it, averaged. As most mentions stand alone, merging nothing has
a high B³ already: it is given beside it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from ..errors import BadReference
from ..resolve.cluster import cluster
from ..resolve.organizations import with_organizations
from ..resolve.reported import Fact, Reported, Source, reported
from ..terms import Verdict
from .apart import PairMeasures, measure_pairs
from .cases import Case, load_cases
from .counts import Count
from .pairing import paired_deals
from .readings import Evaluation, Reading, deals_found

Groups = Sequence[Sequence[str]]
"""Mentions by id, those of one deal together."""

_FIELDS = ("amount", "valuation", "stake_percent", "round", "date", "horizon")


@dataclass(frozen=True)
class ClusterMeasures:
    """How found groups agree with the wanted ones; ``baseline`` is the B³ of merging nothing.

    ``false_merges`` counts, in each found group, the wanted groups in it beyond the first.
    """

    mentions: int
    pairs: Count
    b_cubed: tuple[float, float, float]
    baseline: tuple[float, float, float]
    false_merges: int
    false_pairs: tuple[tuple[str, str], ...]
    missed_pairs: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """The measures as plain data, ratios rounded to four places."""
        names = ("precision", "recall", "f1")
        pairs = {name: round(getattr(self.pairs, name), 4) for name in names}
        return {
            "mentions": self.mentions,
            "pairwise": {**pairs, "tp": self.pairs.tp, "fp": self.pairs.fp, "fn": self.pairs.fn},
            "false_merges": self.false_merges,
            "b_cubed": dict(zip(names, (round(one, 4) for one in self.b_cubed), strict=True)),
            "b_cubed_merging_nothing": dict(zip(names, (round(one, 4) for one in self.baseline), strict=True)),
            "false_pairs": [list(pair) for pair in self.false_pairs],
            "missed_pairs": [list(pair) for pair in self.missed_pairs],
        }


def measure(found: Groups, wanted: Groups) -> ClusterMeasures:
    """Hold found groups against wanted ones; a mention that no wanted group holds stands alone there."""
    ids = {one for group in found for one in group}
    holder = {one: number for number, group in enumerate(wanted) for one in group}
    truth = _pairs(wanted)
    got = _pairs(found)
    alone = [[one] for one in ids]
    expected = [*([one for one in group if one in ids] for group in wanted), *([one] for one in ids - holder.keys())]
    return ClusterMeasures(
        mentions=len(ids),
        pairs=Count(tp=len(truth & got), fp=len(got - truth), fn=len(truth - got)),
        b_cubed=b_cubed(found, expected),
        baseline=b_cubed(alone, expected),
        false_merges=sum(len({holder.get(one, one) for one in group}) - 1 for group in found),
        false_pairs=tuple(sorted(got - truth)),
        missed_pairs=tuple(sorted(truth - got)),
    )


def b_cubed(found: Groups, wanted: Groups) -> tuple[float, float, float]:
    """B³ precision, recall and F1 of groups over the same mentions; all 0 where there are none."""
    ours = {one: frozenset(group) for group in found for one in group}
    theirs = {one: frozenset(group) for group in wanted for one in group}
    if not ours:
        return 0.0, 0.0, 0.0
    shared = {one: len(ours[one] & theirs[one]) for one in ours}
    precision = sum(count / len(ours[one]) for one, count in shared.items()) / len(ours)
    recall = sum(count / len(theirs[one]) for one, count in shared.items()) / len(ours)
    return precision, recall, 2 * precision * recall / (precision + recall)


def read_clusters(path: Path, known: Iterable[str]) -> list[list[str]]:
    """The wanted groups in a file: a JSON list of lists of [article, deal id].

    Raises BadReference where it has another form, or names a deal that no reference answer has.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        groups = [[f"{article}/{deal}" for article, deal in group] for group in document]
    except (OSError, ValueError, TypeError) as error:
        raise BadReference(
            f"{path} holds no clusters ({error}). Make it a list of lists of [article, deal]."
        ) from error
    unknown = {one for group in groups for one in group} - set(known)
    if unknown:
        raise BadReference(f"{path} names {min(unknown)}, which no reference answer has. Correct it.")
    return groups


def reference_mentions(cases: Iterable[Case], gold: Path) -> list[Reported]:
    """The deals of the reference answers as mentions, by the ids that clusters use: article/deal."""
    found: list[Reported] = []
    for case in cases:
        document = json.loads((gold / f"{case.stem}.json").read_text(encoding="utf-8"))
        found.extend(_reference_mention(case, deal, place) for place, deal in enumerate(document["deals"]))
    return with_organizations(found)


def measure_reference(cases: Sequence[Case], gold: Path, wanted: Groups) -> ClusterMeasures:
    """The measures where every mention is the reference's own."""
    return measure(_groups(cluster(reference_mentions(cases, gold)), {}), wanted)


def measure_readings(cases: Sequence[Case], readings: Sequence[Reading], gold: Path, wanted: Groups) -> ClusterMeasures:
    """The measures from a model's readings: each mention stands for the reference deal that it is paired with.

    A mention without one counts as wrong wherever it is merged, a reference deal that was not
    found as missed in each of its pairs.
    """
    names: dict[str, str] = {}
    mentions: list[Reported] = []
    for case, reading in zip(cases, readings, strict=True):
        own = [mention for mention in reading.mentions if mention.accepted]
        ids = [f"{case.stem}#{place}" for place in range(len(own))]
        document = json.loads((gold / f"{case.stem}.json").read_text(encoding="utf-8"))
        for place, target in paired_deals(deals_found(own), case.reference.deals):
            names[ids[place]] = f"{case.stem}/{document['deals'][target]['id']}"
        mentions.extend(reported(one, name, _source(case)) for one, name in zip(own, ids, strict=True))
    return measure(_groups(cluster(with_organizations(mentions)), names), wanted)


def _groups(found: Iterable[Sequence[Reported]], names: Mapping[str, str]) -> list[list[str]]:
    return [[names.get(mention.id, mention.id) for mention in group] for group in found]


def _pairs(groups: Groups) -> set[tuple[str, str]]:
    return {(min(pair), max(pair)) for group in groups for pair in combinations(group, 2)}


def _source(case: Case) -> Source:
    return Source(case.stem, case.stem, case.article.published if case.article else None)


def _reference_mention(case: Case, deal: Mapping[str, Any], place: int) -> Reported:
    name = f"{case.stem}/{deal['id']}"
    values = [("type", deal["type"], None), ("status", deal["status"], None)]
    values += [("party", party["name"], party["role"]) for party in deal["parties"]]
    values += [("share", party["share"], party["name"]) for party in deal["parties"] if party.get("share")]
    values += [(field, deal[field], None) for field in _FIELDS if deal.get(field) is not None]
    capacity = (deal.get("compute") or {}).get("gigawatts")
    values += [("gigawatts", capacity, None)] if capacity else []
    return Reported(
        id=name,
        key=name,
        type=deal["type"],
        status=deal["status"],
        focus=deal.get("focus", True),
        start=place,
        source=_source(case),
        facts=tuple(
            Fact(f"{name}/{number}", field, value, subject, Verdict.SUPPORTED, None)
            for number, (field, value, subject) in enumerate(values)
        ),
    )


@dataclass(frozen=True)
class ClusterReport:
    """How mentions are merged: those of the reference answers, those of each model, and generated pairs."""

    reference: ClusterMeasures
    models: tuple[tuple[str, ClusterMeasures], ...]
    generated: PairMeasures

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "reference": self.reference.as_json(),
            "models": {name: found.as_json() for name, found in self.models},
            "generated_pairs": self.generated.as_json(),
        }

    def lines(self) -> Iterator[str]:
        """The report to read."""
        yield ""
        yield "Merging into deals: pairwise F1 (precision, recall), B³ F1, B³ of merging nothing, false merges"
        for name, found in (("reference mentions", self.reference), *self.models):
            pairs = f"{found.pairs.f1:.3f} ({found.pairs.precision:.3f}, {found.pairs.recall:.3f})"
            yield f"{name}: {pairs}, {found.b_cubed[2]:.3f}, {found.baseline[2]:.3f}, {found.false_merges}"
        for what, listed in (("wrong", self.reference.false_pairs), ("missed", self.reference.missed_pairs)):
            yield from (f"{what}: {one} and {other}" for one, other in listed)
        yield from self.generated.lines()


def cluster_report(texts: Path, gold: Path, clusters: Path, evaluations: Iterable[Evaluation]) -> ClusterReport:
    """Measure merging against the groups in the file ``clusters``. Raises BadReference."""
    cases = load_cases(texts, gold)
    wanted = read_clusters(clusters, [mention.id for mention in reference_mentions(cases, gold)])
    return ClusterReport(
        measure_reference(cases, gold, wanted),
        tuple((one.model_id, measure_readings(cases, one.readings, gold, wanted)) for one in evaluations),
        measure_pairs(),
    )
