"""Whether the night's sums agree, and what is held, before anything is published."""

from tandem.governance.books import build_books, failing
from tandem.governance.holds import build_holds

__all__ = ["build_books", "build_holds", "failing"]
