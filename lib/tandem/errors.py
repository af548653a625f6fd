"""One tree of errors: every failure that Tandem raises on purpose is a TandemError with one clear line."""


class TandemError(Exception):
    """Something a user or operator can act on; its text is complete without a traceback."""


class UsageError(TandemError):
    """The command was called in a way it cannot serve: a bad date, an unknown job, a missing file."""


class ConfigError(UsageError):
    """A settings file has an unknown key or a value that is not allowed."""


class DefinitionError(UsageError):
    """A definition in conf/ (channels, staff rules, a feed, ...) cannot be read or breaks its contract."""


class FeedError(DefinitionError):
    """A feed's mapping names a column, type or file that the delivery does not have."""


class PathsError(TandemError):
    """A file of paths has rows that cannot be read, or nothing to credit."""


class ContractError(TandemError):
    """A frame does not have the columns or types that its table promises."""


class GrainError(ContractError):
    """A table was about to hold, or holds, two rows of one key."""


class ConflictError(TandemError):
    """Another run wrote a table while this one was working on it."""


class LakeError(TandemError):
    """The lake cannot be read or written: no such folder, no permission, no space."""


class PersonsError(TandemError):
    """Persons are not what the accepted links between ids say, so nothing is built on them."""


class BooksError(TandemError):
    """The night's books do not close, so nothing is published."""


class CyclesError(TandemError):
    """So many cycles of a continuous night failed one after another that another try is no use."""


class MissingFeedError(TandemError):
    """A feed that was required for a day was not delivered."""
