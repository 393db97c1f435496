"""Who may review: nobody by default, root, and those whom the setting ``review_allow`` names."""

from typing import Any

from ..compat import REVIEW, Datasette
from ..config import PLUGIN, read_settings


def actions() -> list[Any]:
    """The permission as Datasette 1.0 wants it declared; it asks on no other line."""
    from datasette.permissions import Action

    return [Action(name=REVIEW, description="Judge what was read from articles: accept, correct, reject, add")]


def granted(datasette: Datasette, actor: Any, action: str) -> bool | None:
    """True where the setting, or being root, gives the permission; None leaves it to others, for 0.65."""
    if action != REVIEW:
        return None
    return True if (actor or {}).get("id") == "root" or _named(datasette, actor) else None


def granted_sql(datasette: Datasette, actor: Any, action: str) -> Any:
    """The same for 1.0, where root has every permission if the server was started so."""
    if action != REVIEW or not _named(datasette, actor):
        return None
    from datasette.permissions import PermissionSQL

    return PermissionSQL.allow(reason=f"review_allow in the settings of {PLUGIN}")


def _named(datasette: Datasette, actor: Any) -> bool:
    from datasette.utils import actor_matches_allow

    allow = read_settings(datasette.plugin_config(PLUGIN)).review_allow
    return allow is not None and bool(actor_matches_allow(actor, allow))
