"""Editions: the same form under rules that took effect on different days, side by side in one folder.

`<form>.yaml` is the newest, `editions/<form>.<day>.yaml` are older ones. Only the heads of the files are read here:
which edition serves a day is known without compiling any of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from engine.diagnostics import Collector, Position, Report, Span
from engine.library import Library

FOLDER = "editions/"

_HEAD = re.compile(
    r"^(?P<key>form|edition|until)[ \t]*:[ \t]*(?P<quote>[\"']?)(?P<value>[^\s\"'#]+)(?P=quote)[ \t\r]*(?:#.*)?$",
    re.MULTILINE,
)
_NAME = re.compile(rf"{FOLDER}(?P<form>[a-z][a-z0-9_]*)\.(?P<day>\d{{4}}-\d{{2}}-\d{{2}})\.yaml")


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a form: its file, the day its rules take effect, and the last day of it, where one is named."""

    form: str
    path: str
    since: date
    until: date | None = None
    span: Span = field(compare=False, repr=False, default_factory=lambda: _start_of(""))
    until_span: Span | None = field(compare=False, repr=False, default=None)

    @property
    def is_newest(self) -> bool:
        """Whether it is the one that stands at the top of the folder."""
        return not self.path.startswith(FOLDER)

    def serves(self, day: date) -> bool:
        """Whether its rules are in effect on `day`, newer editions left aside."""
        return self.since <= day and (self.until is None or day <= self.until)


def editions(library: Library, form: str) -> tuple[Edition, ...]:
    """Every edition of `form`, the oldest first."""
    paths = [path for path in library.files if path == f"{form}.yaml" or _form_named(path) == form]
    found = (_edition(path, library.files[path]) for path in paths)
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.since))


def edition_on(library: Library, form: str, day: date) -> Edition | None:
    """The edition whose rules are in effect on `day`; None where there is none."""
    return newest_on(editions(library, form), day)


def newest_on(several: tuple[Edition, ...], day: date) -> Edition | None:
    """Of the editions of one form the newest that had taken effect by `day`, unless its last day has passed."""
    begun = [each for each in several if each.since <= day]
    return begun[-1] if begun and begun[-1].serves(day) else None


def edition_pinned(library: Library, form: str, day: date) -> Edition | None:
    """The edition that is named by `day`, whenever it is used."""
    return next((each for each in editions(library, form) if each.since == day), None)


def forms_of(library: Library) -> tuple[str, ...]:
    """The names of all forms, each once, whatever editions they have."""
    names = dict.fromkeys(_form_named(path) or _at_the_top(path, library) for path in sorted(library.files))
    return tuple(name for name in names if name)


def form_in(library: Library, path: str) -> str:
    """The name of the form whose edition stands in a file."""
    text = library.files.get(path)
    head = _head(path, text) if text is not None else {}
    return head["form"][0] if "form" in head else path.removesuffix(".yaml")


def without_edition(several: tuple[Edition, ...]) -> Iterator[tuple[date, date | None]]:
    """The stretches of days behind the first edition of a form on which none is in effect; None: for ever."""
    for each, after in zip(several, (*several[1:], None), strict=True):
        if each.until is None:
            continue
        first = each.until + timedelta(days=1)
        if after is None:
            yield first, None
        elif first < after.since:
            yield first, after.since - timedelta(days=1)


# --- Heads ---------------------------------------------------------------------------------------------------------


def _form_named(path: str) -> str | None:
    match = _NAME.fullmatch(path)
    return match["form"] if match else None


def _at_the_top(path: str, library: Library) -> str | None:
    name = path.removesuffix(".yaml")
    is_form = name != path and "/" not in name and "form" in _head(path, library.files[path])
    return name if is_form else None


@lru_cache(maxsize=1024)
def _head(path: str, text: str | bytes) -> dict[str, tuple[str, Span]]:
    """The first value of each key of a head with its place."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    found: dict[str, tuple[str, Span]] = {}
    for match in _HEAD.finditer(words):
        start = match.start("value") - len(match["quote"])
        line = words.count("\n", 0, start) + 1
        column = start - words.rfind("\n", 0, start)
        stop = column + len(match["value"]) + 2 * len(match["quote"])
        span = Span(path, Position(line, column), Position(line, stop))
        found.setdefault(match["key"], (match["value"], span))
    return found


def _edition(path: str, text: str | bytes) -> Edition | None:
    """What a file's head says; None where it names no form or no day (the compiler tells)."""
    head = _head(path, text)
    form, since, until = head.get("form"), head.get("edition"), head.get("until")
    first = _day(since[0]) if since else None
    if form is None or since is None or first is None:
        return None
    last = _day(until[0]) if until else None
    return Edition(form[0], path, first, last, since[1], until[1] if until else None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _start_of(path: str) -> Span:
    return Span(path, Position(1, 1), Position(1, 1))


# --- What is wrong between editions --------------------------------------------------------------------------------


def check_editions(library: Library) -> Report:
    """Names that disagree with heads, and days that have two editions or none."""
    collector = Collector()
    for path, text in library.files.items():
        _check_name(path, text, collector)
    for form in forms_of(library):
        _check_order(editions(library, form), collector)
    return collector.report()


def _check_name(path: str, text: str | bytes, collector: Collector) -> None:
    """An older edition is found by the name of its file, so that it must say what stands inside."""
    if not path.startswith(FOLDER) or not path.endswith(".yaml"):
        return
    head = _head(path, text)
    form, since = head.get("form"), head.get("edition")
    if form is None or since is None:
        return
    wanted = f"{FOLDER}{form[0]}.{since[0]}.yaml"
    if path != wanted:
        named = _NAME.fullmatch(path)
        span = form[1] if named and named["day"] == since[0] else since[1]
        collector.add("F340", span, form=form[0], edition=since[0], wanted=wanted)


def _check_order(several: tuple[Edition, ...], collector: Collector) -> None:
    top = next((each for each in several if each.is_newest), None)
    if top is None and several:
        last = several[-1]
        collector.add("F341", last.span, form=last.form, edition=last.since)
        return
    for each, after in pairwise(several):
        if each.since == after.since:
            older, other = (each, after) if after.is_newest else (after, each)
            collector.add("F342", older.span, form=each.form, edition=each.since, other=other.path)
        elif each is top:
            collector.add("F343", after.span, form=each.form, edition=after.since, newest=each.since)
        elif each.until is not None and each.until_span is not None:
            _check_seam(each, each.until, each.until_span, after, collector)


def _check_seam(each: Edition, until: date, span: Span, after: Edition, collector: Collector) -> None:
    """Where one edition ends and the next begins: no day with two, no day with none."""
    eve = after.since - timedelta(days=1)
    if until > eve:
        collector.add("F344", span, until=until, after=after.since, eve=eve)
    elif until < eve:
        collector.add("F345", span, form=each.form, first=until + timedelta(days=1), last=eve)
