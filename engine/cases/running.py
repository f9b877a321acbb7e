"""Runs cases: what they expect against what the forms make of them, and what of the forms they exercise."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.assessment import assess_bound
from engine.binding import Bound, bind
from engine.cases.coverage import Place, own_places, reached
from engine.cases.expecting import NotAnExpectation, judge, names_of
from engine.cases.reading import Case, Expected, read_cases
from engine.compiler import Compiled
from engine.diagnostics import Collector, Report, Span
from engine.editions import edition_on, edition_pinned, editions, form_in
from engine.form import Form
from engine.library import Library
from engine.overlays import overlay_for
from engine.shapes import nearest

Compile = Callable[..., Compiled]
"""Compiles the form of a file, with the overlay of another where one is named."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that was not met: where it is written, of which case and name, what was wanted and found."""

    span: Span
    case: str
    name: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class CasesReport:
    """The outcome of a run: how many cases, what was not met, what is wrong with the files, and for each form and each
    overlay what cases can exercise, and what of it none does."""

    count: int
    mismatches: tuple[Mismatch, ...]
    report: Report
    missed: Mapping[str, tuple[Place, ...]] = field(hash=False)
    places: Mapping[str, tuple[Place, ...]] = field(hash=False)

    @property
    def passed(self) -> bool:
        return not self.mismatches and not self.report.errors

    @property
    def covers_all(self) -> bool:
        """Whether the cases leave nothing out of the forms they are about."""
        return not any(self.missed.values())


def check_cases(
    library: Library, files: Mapping[str, str | bytes], only: frozenset[str], compile_: Compile
) -> Report:
    """The mistakes in the files of cases named by `only`, without running them; `files` are all files of cases."""
    collector = Collector()
    runner = _Runner(library, compile_, collector)
    for case in read_cases(files, library.facts, collector):
        if case.span.file in only:
            runner.check(case)
    return Report(tuple(each for each in collector.report().diagnostics if each.span.file in only))


def run_cases(
    library: Library,
    files: Mapping[str, str | bytes],
    compile_: Compile,
    only: frozenset[str] | None = None,
    form: str | None = None,
) -> CasesReport:
    """Run the cases of `files`: of those named by `only`, for the form or the overlay in the file `form`."""
    collector = Collector()
    runner = _Runner(library, compile_, collector)
    cases = [
        each
        for each in read_cases(files, library.facts, collector)
        if (only is None or each.span.file in only)
        and (form is None or form in (path_for(each, library), overlay_of(each, library)))
    ]
    mismatches = tuple(found for case in cases for found in runner.run(case))
    places = {name: own_places(form) for name, form in runner.forms.items()}
    missed = {
        name: tuple(each for each in several if each not in runner.exercised[name])
        for name, several in places.items()
    }
    kept = tuple(each for each in collector.report().diagnostics if only is None or each.span.file in only)
    return CasesReport(len(cases), mismatches, Report(kept), missed, places)


def path_for(case: Case, library: Library) -> str | None:
    """The file a case is about: the one it names, else the edition it names or its day decides."""
    if "/" in case.form or not editions(library, case.form):
        return library.path_of(case.form)
    if case.edition is not None:
        found = edition_pinned(library, case.form, case.edition)
    else:
        found = edition_on(library, case.form, case.on)
    return found.path if found is not None else None


def overlay_of(case: Case, library: Library) -> str | None:
    """The file of the additions a case is about; None where it names no authority, or one that adds nothing."""
    path = path_for(case, library) if case.overlay else None
    if path is None:
        return None
    several = editions(library, form_in(library, path))
    edition = next((each for each in several if each.path == path), None)
    return None if edition is None else overlay_for(library, edition.form, edition.since, case.overlay)


class _Runner:
    def __init__(self, library: Library, compile_: Compile, collector: Collector) -> None:
        self._library = library
        self._compile = compile_
        self._collector = collector
        self.forms: dict[str, Form] = {}
        self.exercised: dict[str, set[Place]] = {}

    def check(self, case: Case) -> Form | None:
        """The form of a case; unknown names in the case are reported."""
        path = path_for(case, self._library)
        if path is None:
            self._tell_missing(case)
            return None
        form: Form | None = self._compile(path).form
        if form is None:
            self._collector.add("F706", case.form_span, name=case.form)
            return None
        laid = self._overlaid(case, path, form) if case.overlay else form
        if laid is not None:
            self._check_names(case, laid, form)
        return laid

    def _overlaid(self, case: Case, path: str, form: Form) -> Form | None:
        """The form with what the authority of a case adds to it."""
        overlay = overlay_of(case, self._library)
        if overlay is None:
            self._collector.add(
                "F713", case.overlay_span, authority=case.overlay, form=form.id, edition=form.edition
            )
            return None
        laid: Form | None = self._compile(path, overlay).form
        if laid is None:
            self._collector.add("F706", case.overlay_span, name=overlay)
        return laid

    def _tell_missing(self, case: Case) -> None:
        known = editions(self._library, case.form)
        if not known:
            forms = [each.removesuffix(".yaml") for each in self._library.files if each.endswith(".yaml")]
            self._collector.add("F705", case.form_span, suggestion=nearest(case.form, forms), name=case.form)
            return
        code = "F711" if case.edition is None else "F712"
        days = ", ".join(each.since.isoformat() for each in known)
        day = case.edition or case.on
        self._collector.add(code, case.edition_span, form=case.form, day=day, known=days)

    def _check_names(self, case: Case, form: Form, alone: Form) -> None:
        """Report names that are not the form's; `alone` is the form without overlay, whose cases a case may be like."""
        fields = {**form.fields, **alone.fields}
        own = tuple(name for name, each in fields.items() if not each.fact)
        for code, given, known in (
            ("F707", case.answers, own),
            ("F708", case.facts, tuple(self._library.facts)),
        ):
            for name in given:
                if name not in known:
                    near = nearest(name, known)
                    self._collector.add(code, case.spans[name], suggestion=near, name=name)
        names = names_of(form)
        for each in case.expected:
            if each.name not in names:
                near = nearest(each.name, names)
                self._collector.add("F709", each.span, suggestion=near, name=each.name)

    def run(self, case: Case) -> Iterator[Mismatch]:
        form = self.check(case)
        if form is None:
            return
        bound = bind(form, case.answers, case.facts, case.on, case.reporting_year)
        self._count(form, path_for(case, self._library) or case.form, reached(bound))
        yield from self._judge(case, bound)

    def _count(self, form: Form, path: str, found: frozenset[Place]) -> None:
        """Note what a case exercises: of the form in `path`, or of what an overlay adds to it and the rest of the form."""
        if form.overlay is not None:
            self.forms[form.overlay.path] = form
            self.exercised.setdefault(form.overlay.path, set()).update(found)
            self.exercised.setdefault(path, set()).update(found.difference(own_places(form)))
        else:
            self.forms[path] = form
            self.exercised.setdefault(path, set()).update(found)

    def _judge(self, case: Case, bound: Bound) -> Iterator[Mismatch]:
        assessment = assess_bound(bound)
        names = names_of(bound.form)
        for each in case.expected:
            if each.name not in names:
                continue
            try:
                found = judge(each.name, each.value, bound, assessment)
            except NotAnExpectation as mistake:
                self._collector.add("F710", each.value_span, wanted=str(mistake), found=_said(each.value))
                continue
            if found is not None:
                yield _mismatch(case, each, found)


def _mismatch(case: Case, expected: Expected, found: str) -> Mismatch:
    return Mismatch(expected.span, case.name, expected.name, _said(expected.value), found)


def _said(value: Any) -> str:
    """An expected value as it was written."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_said(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_said(each) for each in value) + "]"
    return {None: "pending", True: "true", False: "false"}.get(value, str(value))
