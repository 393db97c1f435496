"""The main parts of the pages of conflicts and runs."""

from .links import Links
from .queries.conflicts import ConflictField
from .record_shapes import ConflictList, RunList, WholeRun
from .render import Main, render_main


def conflicts(listed: ConflictList, links: Links) -> Main:
    """What sources disagree on."""
    fields = [field.value for field in ConflictField if field.value in dict(listed.fields)]
    return render_main(
        "Conflicts",
        "conflicts.html",
        links,
        listed=listed,
        wanted=listed.wanted,
        fields=fields,
        counts=dict(listed.fields),
    )


def runs(listed: RunList, links: Links) -> Main:
    """The list of runs."""
    return render_main("Runs", "runs.html", links, listed=listed, wanted=listed.wanted)


def whole_run(whole: WholeRun, links: Links) -> Main:
    """One run: its calls, what failed, what was refused, what it cost."""
    return render_main(f"Run {whole.row.run.id}", "run.html", links, whole=whole, row=whole.row, run=whole.row.run)
