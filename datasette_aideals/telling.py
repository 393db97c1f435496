"""What the commands print: reports in a few lines, and a bar while articles are read."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from .extract.runner import RunReport, Step
from .pipeline import BuildReport, LoadReport
from .resolve.resolver import ResolveReport

_MOST_FAILURES = 20


@contextmanager
def reading_bar() -> Iterator[Callable[[Step], None]]:
    """A progress bar on standard error, made when the first article is done."""
    bars: list[Any] = []

    def advance(step: Step) -> None:
        if not bars:
            bars.append(click.progressbar(length=step.total, label="Reading articles", file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(1)

    try:
        yield advance
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def tell_load(report: LoadReport) -> None:
    """How many articles there are, and each file that could not be read."""
    parts = [
        f"{count} {what}"
        for count, what in (
            (report.added, "new"),
            (report.changed, "changed"),
            (report.copied, "seen elsewhere before"),
            (report.known, "known already"),
        )
        if count
    ]
    if parts:
        click.echo(f"Articles: {', '.join(parts)}.")
    for failure in report.failures[:_MOST_FAILURES]:
        click.echo(f"Not loaded: {failure}", err=True)
    if len(report.failures) > _MOST_FAILURES:
        click.echo(f"Not loaded: {len(report.failures) - _MOST_FAILURES} more files.", err=True)


def tell_run(report: RunReport) -> None:
    """How many articles a model read, and each one that it could not."""
    counts = report.counts
    click.echo(f"Readings: {counts.asked - counts.failed} new, {counts.reused} used again, {counts.failed} failed.")
    for step in report.troubles[:_MOST_FAILURES]:
        what = "Not read" if step.outcome.value == "failed" else "Read in part"
        click.echo(f"{what}: {step.article.title}: {step.message}", err=True)
    if len(report.troubles) > _MOST_FAILURES:
        click.echo(
            f"{len(report.troubles) - _MOST_FAILURES} more with troubles; they stand in the table calls.", err=True
        )


def tell_deals(report: ResolveReport, database: Path) -> None:
    """How many deals there are, and how to look at them."""
    changes = f"{report.new} new, {report.changed} changed, {report.withdrawn} withdrawn"
    click.echo(
        f"Deals: {report.deals} ({changes}) between {report.organizations} organisations;"
        f" sources disagree in {report.conflicts} places."
    )
    click.echo(f"See them: datasette aideals deals {database}, or datasette serve {database}")


def tell_candidates(report: BuildReport, asked: str | None, database: Path) -> None:
    """Say so where the readings just made do not count, because the database uses another model."""
    if asked and report.counting and asked != report.counting:
        click.echo(
            f"The deals still come from {report.counting}. To take them from {asked}:"
            f" datasette aideals use {database} {asked}"
        )


def build_json(report: BuildReport) -> dict[str, Any]:
    """A build report as plain data."""
    troubles = [{"article": step.article.id, "message": step.message} for step in report.run.troubles]
    return {
        "load": {**vars(report.load), "failures": list(report.load.failures)},
        "run": {"id": report.run.run_id, **vars(report.run.counts), "troubles": troubles},
        "deals": vars(report.deals),
        "counting": report.counting,
    }
