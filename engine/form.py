"""The compiled form: frozen, resolved, free of text to be parsed. Everything later reads it and nothing changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.diagnostics import Span
from engine.expression.tree import Expression, Hazard
from engine.fields.base import FieldType
from engine.program import Program
from engine.rules.base import Condition, Formula, PointsRule
from engine.rules.decisions import DecisionTable
from engine.values import Number

ON, REPORTING_YEAR, YEARS = 0, 1, 2
"""The slots every form has: the day of the assessment, the reporting year, and the years answers speak of."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The document a form or a part of it rests on, and how sure its content is: ``verified``, ``recalled``,
    ``inferred``, ``reconstructed`` or ``illustrative``."""

    title: str
    number: str = ""
    source: str = "verified"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a choice as scores and pages name it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field, with the slots its answer, its value and its states fill.

    `raw_slot` holds the answer as given, `read_slot` what was read of it, `value_slot` the value rules see,
    `visible_slot` and `required_slot` the truths (None: always, or as `required` says). `parent` is the field whose
    option asks for this one. `computed` gives the value of a field nobody answers, `beside` what a control lists
    choices for. A field is `filled_by` the enterprise or the recommender, a fact `provided_by` the enterprise or an
    authority.
    """

    id: str
    type: FieldType
    label: str
    section: str
    raw_slot: int
    read_slot: int
    value_slot: int
    visible_slot: int | None = None
    required: bool = False
    required_slot: int | None = None
    readonly: bool = False
    readonly_slot: int | None = None
    short: str = ""
    help: str = ""
    clause: str = ""
    source: str = "verified"
    counts_as: Any = None
    computed: Formula | DecisionTable | None = None
    beside: Formula | None = None
    fact: bool = False
    document: bool = False
    filled_by: str = "enterprise"
    provided_by: str = "enterprise"
    parent: tuple[str, str] | None = None
    hazards: Hazard = Hazard.NONE
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def answered_by_person(self) -> bool:
        """Whether someone fills this field in the form (unlike facts, computed values and notes)."""
        return self.computed is None and not self.fact and self.type.answerable

    @property
    def by_authority(self) -> bool:
        """Whether it is for the authorities to give its value: until then the enterprise owes nothing."""
        return self.filled_by == "recommender" or self.provided_by == "authority"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form that stands on a page of its own, in the order of the paper."""

    id: str
    title: str
    fields: tuple[str, ...]
    help: str = ""
    filled_by: str = "enterprise"
    visible_slot: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A rule across fields: what must hold, what is said where it does not, and at which fields."""

    ensure: Formula
    slot: int
    message: str
    at: tuple[str, ...]
    blocks: bool = True
    clause: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A line of the score: its number and clause as the policy prints them, and the rule that gives its points."""

    id: str
    title: str
    out_of: Number
    rule: PointsRule
    slot: int
    number: str = ""
    clause: str = ""
    source: str = "verified"
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that are added up; `minimum` is what must be reached in the group. A group may be made of `groups`, whose
    indicators are then its own."""

    id: str
    title: str
    out_of: Number
    indicators: tuple[Indicator, ...]
    slot: int
    minimum: Number | None = None
    clause: str = ""
    source: str = "verified"
    groups: tuple["Group", ...] = ()

    @property
    def nested(self) -> tuple["Group", ...]:
        """This group and all groups in it, in order."""
        return (self, *(each for inner in self.groups for each in inner.nested))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How a form is scored."""

    out_of: Number
    groups: tuple[Group, ...]
    slot: int
    title: str = ""

    @property
    def every_group(self) -> tuple[Group, ...]:
        """All groups, however deep, in order."""
        return tuple(each for group in self.groups for each in group.nested)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the form concludes: a title and the condition that must hold."""

    id: str
    title: str
    condition: Condition
    slot: int
    clause: str = ""
    source: str = "verified"
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Level:
    """One level; levels are tried from the first, the first whose condition holds is reached."""

    level: int
    title: str
    condition: Condition
    slot: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a submission goes when its condition holds (None: otherwise)."""

    to: str
    title: str
    when: Condition | None
    slot: int | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the policy with a name; `versions` are its values by the day they take effect, the newest last."""

    id: str
    title: str
    slot: int
    versions: tuple[tuple[date | None, Any], ...]
    clause: str = ""
    source: str = "verified"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Local:
    """What an overlay may add: how many indicators in place of which, its sections in place of which, whether documents;
    which parameters it may raise, and which conclusions it may add conditions to."""

    indicator: str = ""
    at_least: int = 1
    at_most: int | None = None
    sections: tuple[str, ...] = ()
    documents: bool = False
    raises: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an authority added to a form: whose it is, what it is called and rests on, and its file. `raised` are the
    parameters it gives another value, `extended` the conclusions it adds conditions to."""

    authority: str
    title: str
    source: str = "verified"
    basis: tuple[Basis, ...] = ()
    path: str = ""
    raised: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedExpression:
    """An expression of the form under the name of what it belongs to, for outlines and dependency lists."""

    owner: str
    role: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form, ready to be bound."""

    id: str
    title: str
    edition: date
    digest: str
    sections: tuple[Section, ...]
    fields: Mapping[str, Field] = field(hash=False)
    program: Program = field(hash=False, compare=False, repr=False)
    score: Scorecard | None = None
    checks: tuple[Check, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    levels: tuple[Level, ...] = ()
    level_slot: int | None = None
    routes: tuple[Route, ...] = ()
    applies_to: Conclusion | None = None
    open_to: Conclusion | None = None
    before: Conclusion | None = None
    parameters: tuple[Parameter, ...] = ()
    facts: tuple[str, ...] = ()
    since_fact: str | None = None
    basis: tuple[Basis, ...] = ()
    summary: str = ""
    source: str = "verified"
    until: date | None = None
    local: Local | None = None
    overlay: Overlay | None = None
    expressions: tuple[NamedExpression, ...] = ()
    slot_names: Mapping[int, str] = field(default_factory=dict, hash=False, compare=False, repr=False)
    used_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    inputs_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def documents(self) -> tuple[Field, ...]:
        """The documents asked for."""
        return tuple(each for each in self.fields.values() if each.document)

    @property
    def gates(self) -> Mapping[str, Conclusion]:
        """What is asked before anyone fills the form, by name: whom it is meant for, who may fill it, what comes first."""
        several = (self.applies_to, self.open_to, self.before)
        return {each.id: each for each in several if each is not None}

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        groups = self.score.groups if self.score else ()
        return tuple(indicator for group in groups for indicator in group.indicators)
