"""The one error tree. Callers catch at the level they care about.

TrigpointError
├── InputError                 something a user handed in cannot be used
│   ├── UnreadableFile         the bytes are not what the name promises, or are damaged
│   ├── RefusedInput           readable, but unsafe or beyond a stated limit (bomb, traversal, entity, size)
│   ├── UnsupportedFormat      no reader for this kind of file
│   └── BadVocabulary          a lexicon, sites list or claims file with a row that does not fit
├── NetworkError               a URL the user named could not be fetched
│   └── RefusedAddress         the address is not public http(s), or a redirect led to one that is not
├── CaseError                  the case folder cannot be used as asked
│   ├── NotACase               no case at this path
│   ├── CaseExists             `init` over an existing case
│   └── TamperedCase           a digest or the ledger's chain does not hold
└── UsageError                 wrong arguments

A message says what happened, where (file, row, page) and what to do. Arguments stay available as attributes.
"""

from __future__ import annotations


class TrigpointError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(TrigpointError):
    """Something handed in cannot be used.

    Parameters
    ----------
    where : file name, URL or `file:row` the user can find again.
    what : what is wrong, as the rest of a sentence that starts with `where`.
    remedy : what to do about it, or "" where nothing can be done.
    """

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        self.where = where
        self.what = what
        self.remedy = remedy
        super().__init__(f"{where}: {what}" + (f"; {remedy}" if remedy else ""))


class UnreadableFile(InputError):
    """The bytes are damaged or are not what the name promises."""


class RefusedInput(InputError):
    """Readable, but unsafe or beyond a stated limit."""


class UnsupportedFormat(InputError):
    """There is no reader for this kind of file."""


class BadVocabulary(InputError):
    """A lexicon, sites list or claims file holds a row that does not fit."""


class NetworkError(InputError):
    """A URL the user named could not be fetched."""


class RefusedAddress(NetworkError):
    """The URL is not http(s), or it or one of its redirects leads to an address that is not public."""


class CaseError(TrigpointError):
    """The case folder cannot be used as asked."""


class NotACase(CaseError):
    """There is no case at this path."""


class CaseExists(CaseError):
    """`init` was asked to write over an existing case."""


class TamperedCase(CaseError):
    """A stored digest or the ledger's chain does not hold."""


class UsageError(TrigpointError):
    """The arguments do not fit together."""
