"""The steps of a path's text as channel numbers."""

from __future__ import annotations

from tandem.errors import UsageError
from tandem.paths.rows import BadFieldError

SEPARATOR = " > "
OTHER_SEPARATORS = ("->", "=>", "→", ">", "|", ";")


def step_text(name: str) -> str:
    """A channel as a step of a path's text: in quotes where the name could be taken for two steps."""
    return f'"{name.replace(chr(34), chr(34) * 2)}"' if ">" in name or '"' in name else name


class Steps:
    """Numbers of channels in order of first appearance; each distinct path is cut once."""

    def __init__(self, separator: str) -> None:
        if not separator or '"' in separator:
            raise UsageError(f"--separator: {separator!r} is no separator, expected text like ' > ' without quotes")
        self._separator = separator
        self._mark = separator.strip() or separator
        self._numbers: dict[str, int] = {}  # by channel
        self._parts: dict[str, int] = {}  # by what stands between separators, so that each is judged once
        self._cut: dict[str, list[int]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The channel behind each number."""
        return tuple(self._numbers)

    def of(self, text: str) -> list[int]:
        """Channel numbers of a path; none for an empty one. BadFieldError when a step is empty or not closed."""
        known = self._cut.get(text)
        if known is None:
            known = self._cut[text] = self._cut_up(text) if text.strip() else []
        return known

    def check(self, where: str) -> None:
        """UsageError when no path has two steps and they look as if another text stood between them."""
        if any(len(numbers) > 1 for numbers in self._cut.values()):
            return
        for mark in OTHER_SEPARATORS:
            if example := next((name for name in self._numbers if mark in name.strip(mark)), None):
                raise UsageError(
                    f"{where}: no path holds the separator {self._separator!r}, but {example!r} holds {mark!r}; "
                    f"name what stands between steps by --separator {mark!r}"
                )

    def _cut_up(self, text: str) -> list[int]:
        parts = text.split(self._separator) if '"' not in text else self._quoted(text)
        names = {part: self._name(part.strip(), text) for part in parts if part not in self._parts}
        # Only now that every step of the path is good do its channels count.
        for part in parts:
            if part in names:
                self._parts[part] = self._numbers.setdefault(names[part], len(self._numbers))
        return [self._parts[part] for part in parts]

    def _name(self, step: str, text: str) -> str:
        """The channel of a step: as it stands, or within its quotes."""
        if len(step) > 1 and step[0] == step[-1] == '"':
            step = step[1:-1].replace('""', '"').strip()
        elif step and step != self._mark and self._mark in step.strip(self._mark) and self._mark != self._separator:
            reason = f"a step holds {self._mark!r}, which is not the separator {self._separator!r} (--separator)"
            raise BadFieldError(f"{reason}; put it in quotes if it is part of a name", text)
        if not step.strip(self._mark) or step != step.strip(self._mark):
            raise BadFieldError("the path has an empty step, expected a channel at each", text)
        return step

    def _quoted(self, text: str) -> list[str]:
        """Steps of which some stand in quotes, within which the separator is part of the name."""
        parts: list[str] = []
        rest = text.lstrip()
        while True:
            end = 0
            if rest.startswith('"'):
                end = rest.replace('""', "  ").find('"', 1) + 1
                if not end:
                    raise BadFieldError("a quote in the path is not closed, expected a pair around a step", text)
            cut = rest.find(self._separator, end)
            if cut < 0:
                return [*parts, rest]
            parts.append(rest[:cut])
            rest = rest[cut + len(self._separator) :].lstrip()
