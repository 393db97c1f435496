"""Write the parts of the documentation that follow from the code: tables, public tables, commands, the API.

python docs/make_docs.py          writes docs/tables.md, docs/public.md, docs/commands.md and docs/api.md
python docs/make_docs.py --check  exits with status 1 if they are not up to date
"""

import sys
from pathlib import Path

import click
from make_api import api_page

from datasette_aideals.cli import aideals
from datasette_aideals.publish.allowed import public_tables
from datasette_aideals.store.schema import Column, Table, tables

DOCS = Path(__file__).parent


def tables_page() -> str:
    """Every table with its columns, from schema.yml."""
    lines = [
        "# Tables",
        "",
        "Durable tables are written once. Derived tables are emptied and filled again by `datasette aideals resolve`.",
    ]
    for table in tables():
        kind = "derived" if table.derived else "durable"
        lines += _table(table, f"{table.about} ({kind})")
    return "\n".join(lines) + "\n"


def public_page() -> str:
    """Every table of a public copy with its columns, from public.yml."""
    lines = [
        "# Tables of a public copy",
        "",
        "What is not named here is not in it: tables are missing, columns are null. The rows are those of articles that"
        " count and may be shown.",
    ]
    for public in public_tables():
        lines += _table(public.shown, public.table.about)
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Every command with its help, as the command line shows it."""
    lines = ["# Commands", "", "All of them are sub-commands of `datasette aideals`."]
    for name, command in sorted(aideals.commands.items()):
        context = click.Context(
            command, info_name=f"datasette aideals {name}", terminal_width=100, max_content_width=100
        )
        lines += ["", f"## `{name}`", "", "```", command.get_help(context), "```"]
    return "\n".join(lines) + "\n"


def _table(table: Table, about: str) -> list[str]:
    head = ["", f"## `{table.name}`", "", about, "", "| column | type | what it holds |", "|---|---|---|"]
    return head + [f"| `{column.name}`{_key(column)} | {column.type} | {column.about} |" for column in table.columns]


def _key(column: Column) -> str:
    return " (key)" if column.key else f" → `{'.'.join(column.references)}`" if column.references else ""


PAGES = {"tables.md": tables_page, "public.md": public_page, "commands.md": commands_page, "api.md": api_page}


def main(arguments: list[str]) -> int:
    """Write or check the pages; the exit status says whether a check failed."""
    stale = []
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"Not up to date: {', '.join(stale)}. Run: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
