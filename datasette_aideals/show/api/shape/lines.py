"""The lines of streams: each is whole by itself."""

from .article import Article
from .common import Version
from .deal import Deal
from .network import Organization


class DealLine(Deal):
    """A deal, as a line of a stream."""

    version: Version


class ArticleLine(Article):
    """An article, as a line of a stream."""

    version: Version


class OrganizationLine(Organization):
    """An organisation, as a line of a stream."""

    version: Version
