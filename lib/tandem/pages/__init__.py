"""Pages: what a person opens. Plain values in, one self-contained HTML document out."""

from tandem.pages.page import is_published, render_page

__all__ = ["is_published", "render_page"]
