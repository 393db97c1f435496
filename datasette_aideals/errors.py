"""What can go wrong for a user; every message is one line that says what happened and what to do."""


class AidealsError(Exception):
    """Something the user can put right."""


class MissingPath(AidealsError):
    """A file or folder that was named does not exist."""


class NoArticles(AidealsError):
    """Nothing that could be read as an article was found."""


class BadArticle(AidealsError):
    """A file is empty, binary, unreadable or too long; the other files are still loaded."""


class NotOurDatabase(AidealsError):
    """A file is not a database made by datasette-aideals."""


class OldDatabase(AidealsError):
    """An earlier version made the database; it lacks tables or columns."""


class DatabaseBusy(AidealsError):
    """Another program is writing to the database."""


class ReadOnlyDatabase(AidealsError):
    """The database cannot be written."""


class UnknownModel(AidealsError):
    """No installed llm plugin knows the model."""


class ModelNeedsKey(AidealsError):
    """The model needs an API key that llm does not have."""


class ModelFailed(AidealsError):
    """The model could not be asked, or refused to answer."""


class BadAnswer(AidealsError):
    """A model's answer is not JSON of the agreed form and could not be mended."""


class UnknownDeal(AidealsError):
    """No deal has, or ever had, the id."""


class BadOption(AidealsError):
    """An option or setting has a value it cannot have."""


class BadPrompt(AidealsError):
    """A prompt's file can't be read, or lacks the place for the article."""


class UnknownRun(AidealsError):
    """No run has the id, or it can't be taken back now."""


class UnknownArticle(AidealsError):
    """No article has the id."""


class BadReference(AidealsError):
    """A reference answer that models are to be measured against is not of the agreed form."""


class UnknownDecision(AidealsError):
    """No decision has the id, or it is not about what was named."""


class UnknownOrganization(AidealsError):
    """No organisation goes by the name."""


class NotOurFolder(AidealsError):
    """A folder holds files that publishing did not put there."""


class LeakFound(AidealsError):
    """What was about to be published holds a secret, a key, a path or a canary."""


class TooMuchForHost(AidealsError):
    """A site is larger than its host allows."""


class NotReady(AidealsError):
    """Something has to happen first before the deals may be published."""


class Outdated(AidealsError):
    """What a decision was about has changed since the person saw it."""


class BadEntry(AidealsError):
    """What a person entered can't be read, or rests on nothing."""


class Forbidden(AidealsError):
    """Whoever asks may not see it."""


class NotAllowed(AidealsError):
    """The method is not one that an address takes."""
