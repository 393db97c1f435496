"""What has to be so before anything is published."""

from sqlite_utils import Database

from ..errors import NotReady
from ..review.gate import Wait, ready_to_publish


def check_ready(db: Database, wait: Wait) -> None:
    """Check that there is something to publish and that nothing waits for review. Raises NotReady.

    Every further condition belongs here: it is asked before anything is made.
    """
    if not db.conn.execute("SELECT 1 FROM deals LIMIT 1").fetchone():
        raise NotReady("There are no deals to publish. Make some with: datasette aideals build DATABASE FOLDER")
    found = ready_to_publish(db.conn, wait)
    if not found.ready:
        raise NotReady(found.message)
