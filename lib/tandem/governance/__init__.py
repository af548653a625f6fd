"""Whether the night's sums agree, before anything is published."""

from tandem.governance.books import build_books, failing

__all__ = ["build_books", "failing"]
