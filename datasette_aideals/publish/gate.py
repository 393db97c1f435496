"""What has to be so before anything is published."""

from sqlite_utils import Database

from ..config import Publishing
from ..errors import NotReady


def ready_to_publish(db: Database, publishing: Publishing) -> None:
    """Check that the database has something that may be published. Raises NotReady.

    Every further condition belongs here: it is asked before anything is made.
    """
    if not db.conn.execute("SELECT 1 FROM deals LIMIT 1").fetchone():
        raise NotReady("There are no deals to publish. Make some with: datasette aideals build DATABASE FOLDER")
