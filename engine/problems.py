"""What the engine tells the person who fills a form: which answer, which row or year, in their language."""

from dataclasses import dataclass, replace

from engine.messages import problem_text, word


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the answers, or missing from them.

    `code` is the key of the catalogue (``problems.yaml``), `field` the field's id, `row` the row's index (or the id of a
    fixed row), `column` the column's id, `year` the calendar year. `text` replaces the catalogue's message where the form
    writes its own. A problem that does not block is a warning.
    """

    code: str
    field: str = ""
    row: int | str | None = None
    column: str | None = None
    year: int | None = None
    arguments: tuple[tuple[str, str], ...] = ()
    text: str | None = None
    blocks: bool = True

    def at(self, field: str) -> "Problem":
        """The same problem, told of `field`."""
        return replace(self, field=field)

    def message(self, label: str, language: str = "zh") -> str:
        """The sentence a person reads; `label` names the field."""
        if self.text is not None:
            if self.year is None or "{year}" in self.text:
                return self.text.replace("{year}", "" if self.year is None else str(self.year))
            return word("message_with_year", language, year=self.year, message=self.text)
        return problem_text(self.code, language).format(label=label, **dict(self.arguments))


def problem(code: str, **arguments: object) -> Problem:
    """A problem of the catalogue with its blanks filled."""
    return Problem(code, arguments=tuple((name, str(value)) for name, value in arguments.items()))
