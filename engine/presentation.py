"""What a page or a document shows of a bound form: sections with their state, fields ready to be written as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from engine.binding import Bound
from engine.fields.base import ABSENT
from engine.fields.fixed_table import FixedTable
from engine.fields.table import Table
from engine.form import YEARS, Field, Form, Indicator, Section
from engine.problems import Problem
from engine.rules.decisions import DecisionTable
from engine.values import UNANSWERED, awaits_authority
from engine.view import FieldView
from engine.wording import BoundWording


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as it stands: `asked` required answers, `answered` of them given, `wrong` answers to be mended.

    `state` is ``untouched``, ``started``, ``complete`` or ``wrong``. `source` says how sure all of it is, where that is the
    same for all its fields; they do not say it again.
    """

    id: str
    title: str
    help: str
    fields: tuple[FieldView, ...] = field(repr=False)
    asked: int
    answered: int
    wrong: int
    warned: int
    touched: bool
    filled_by: str = "enterprise"
    source: str = ""

    @property
    def state(self) -> str:
        if self.wrong:
            return "wrong"
        if not self.touched and self.asked:
            return "untouched"
        return "complete" if self.answered == self.asked else "started"


@dataclass(frozen=True, slots=True)
class FormView:
    """All visible sections of a bound form."""

    form: Form
    sections: tuple[SectionView, ...]

    def section(self, name: str) -> SectionView | None:
        return next((each for each in self.sections if each.id == name), None)

    def field(self, name: str) -> FieldView | None:
        """The view of one field, wherever it stands."""
        return next(
            (found for section in self.sections for each in section.fields if (found := _find(each, name))),
            None,
        )


def _find(view: FieldView, name: str) -> FieldView | None:
    if view.id == name:
        return view
    return next(
        (found for several in view.asks.values() for each in several if (found := _find(each, name))), None
    )


MISSING = frozenset({"required", "required_document", "required_choice", "required_declaration"})
"""The problems that say that an answer is missing, not that one is wrong."""


VERIFIED = "verified"


def _common_source(form: Form, section: Section) -> str:
    """How sure all questions of a section are, where that is the same for several."""
    asked = [form.fields[name] for name in section.fields]
    sources = [each.source for each in asked if each.answered_by_person]
    return sources[0] if len(sources) > 1 and len(set(sources)) == 1 else VERIFIED


def present(
    bound: Bound,
    problems: Sequence[Problem],
    *,
    conflicts: Mapping[str, Any] | None = None,
    show_missing: bool = True,
    language: str = "zh",
    before: tuple[Bound, "FormView"] | None = None,
    origins: Mapping[str, str] | None = None,
) -> FormView:
    """The view of a bound form. `origins` tells of answers that were carried over where they came from.

    While someone is still filling, missing answers are not told as problems (`show_missing` False): they count in the
    state of their section only. `before` is a view from which `bound` is an edit, made with the same settings: fields
    on which the edit has no effect are taken from it.
    """
    maker = _Maker(bound, problems, conflicts or {}, show_missing, language, origins or {})
    if before is not None and not conflicts:
        maker.keep(*before)
    sections = tuple(maker.section(each) for each in bound.form.sections if maker.is_shown(each))
    return FormView(bound.form, sections)


def present_field(bound: Bound, name: str, problems: Sequence[Problem], language: str = "zh") -> FieldView:
    """The view of one field, for the answer to an edit."""
    return _Maker(bound, problems, {}, False, language).field(bound.form.fields[name])


def _slots(asked: Field) -> tuple[int, ...]:
    """The slots that decide what a field shows."""
    several = (asked.visible_slot, asked.required_slot, asked.readonly_slot)
    return (
        asked.raw_slot,
        asked.read_slot,
        asked.value_slot,
        *(asked.computed.slots if isinstance(asked.computed, DecisionTable) else ()),
        *(asked.beside.slots if asked.beside else ()),
        *(slot for slot in several if slot is not None),
    )


class _Maker:
    def __init__(
        self,
        bound: Bound,
        problems: Sequence[Problem],
        conflicts: Mapping[str, Any],
        show_missing: bool,
        language: str,
        origins: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._origins = origins
        self._bound = bound
        self._wording = BoundWording(bound, language)
        self._language = language
        self._conflicts = conflicts
        self._show_missing = show_missing
        self._problems: dict[str, list[Problem]] = {}
        for each in problems:
            self._problems.setdefault(each.field, []).append(each)
        self._children: dict[str, list[Field]] = {}
        for asked in bound.form.fields.values():
            if asked.parent is not None:
                self._children.setdefault(asked.parent[0], []).append(asked)
        self._titles = {each.id: self._told(each) for each in bound.form.indicators}
        self._kept: dict[str, FieldView] = {}
        self._common = {each.id: _common_source(bound.form, each) for each in bound.form.sections}

    def _told(self, indicator: Indicator) -> str:
        """What an indicator is called beside a field: its number where it has one, else its title."""
        if not indicator.number:
            return indicator.title
        return self._wording.word("indicator_number", number=indicator.number)

    def keep(self, before: Bound, view: FormView) -> None:
        """Take over the fields of `view` that show the same now as they did then."""
        if not self._bound.same(before, (YEARS,)):
            return
        for section in view.sections:
            for each in section.fields:
                asked = self._bound.form.fields[each.id]
                if self._is_same(asked, each, before):
                    self._kept[each.id] = each

    def _is_same(self, asked: Field, view: FieldView, before: Bound) -> bool:
        if not self._bound.same(before, _slots(asked)) or self._shown_problems(asked) != view.problems:
            return False
        if self._origins.get(asked.id, "") != view.origin:
            return False
        asks = {each.id: each for several in view.asks.values() for each in several}
        return all(self._is_same(child, asks[child.id], before) for child in self._children.get(asked.id, ()))

    def is_shown(self, section: Section) -> bool:
        return section.visible_slot is None or self._bound.frame[section.visible_slot] is True

    def section(self, section: Section) -> SectionView:
        bound = self._bound
        fields = [bound.form.fields[name] for name in section.fields]
        mine = [each for asked in fields for each in self._with_children(asked)]
        needed = [each for each in mine if each.filled_by == section.filled_by and self._is_needed(each)]
        lacking = [each for each in needed if self._lacks(each)]
        told = [problem for each in mine for problem in self._problems.get(each.id, ())]
        wrong = sum(problem.blocks and problem.code not in MISSING for problem in told)
        warned = sum(not problem.blocks for problem in told)
        touched = any(each.id in bound.answers for each in mine)
        views = tuple(self._kept.get(each.id) or self.field(each) for each in fields)
        title = section.title or self._wording.word("documents_title")
        return SectionView(
            section.id,
            title,
            section.help,
            views,
            len(needed),
            len(needed) - len(lacking),
            wrong,
            warned,
            touched,
            section.filled_by,
            self._certainty(self._common[section.id]),
        )

    def _is_needed(self, asked: Field) -> bool:
        """Whether an answer is wanted: a required one, or one that was begun and is to be finished."""
        if not asked.answered_by_person or not self._bound.is_visible(asked):
            return False
        return self._bound.is_required(asked) or bool(self._bound.read(asked.id).gaps)

    def _lacks(self, asked: Field) -> bool:
        read = self._bound.read(asked.id)
        return bool(read.gaps or asked.type.lacks(read.value, self._bound.years))

    def _with_children(self, asked: Field) -> list[Field]:
        found = [asked]
        for child in self._children.get(asked.id, ()):
            found.extend(self._with_children(child))
        return found

    def field(self, asked: Field) -> FieldView:
        bound = self._bound
        source = bound.facts if asked.fact else bound.answers
        raw = source.get(asked.id)
        now = bound.value(asked.id)
        awaits = awaits_authority(now)
        asks: dict[str, tuple[FieldView, ...]] = {}
        for child in self._children.get(asked.id, ()):
            option = child.parent[1] if child.parent else ""
            asks[option] = (*asks.get(option, ()), self.field(child))
        return FieldView(
            id=asked.id,
            type=asked.type,
            label=asked.label,
            short=asked.short,
            value=now if asked.computed is not None or asked.fact or awaits else bound.read(asked.id).value,
            years=bound.years,
            raw=None if raw is ABSENT else raw,
            help=asked.help,
            required=bound.is_required(asked),
            visible=bound.is_visible(asked),
            fixed=asked.fact or asked.computed is not None,
            readonly=bound.is_readonly(asked),
            problems=self._shown_problems(asked),
            source="" if asked.source == self._common.get(asked.section) else self._certainty(asked.source),
            used_by=tuple(
                self._titles[name] for name in bound.form.used_by.get(asked.id, ()) if name in self._titles
            ),
            reckoning=self._wording.reckoning_of(asked),
            asks=asks,
            language=self._language,
            awaits_authority=awaits,
            conflict=self._conflicts.get(asked.id),
            counted=now if isinstance(asked.type, Table | FixedTable) else UNANSWERED,
            beside=asked.beside.run(bound.frame) if asked.beside else UNANSWERED,
            origin=self._origins.get(asked.id, ""),
        )

    def _shown_problems(self, asked: Field) -> tuple[Problem, ...]:
        told = self._problems.get(asked.id, ())
        return tuple(each for each in told if self._show_missing or each.code not in MISSING)

    def _certainty(self, source: str) -> str:
        return "" if source == VERIFIED else self._wording.word(f"source_{source}")
