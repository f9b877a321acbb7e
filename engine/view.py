"""What a page, a document or a panel shows of a field: frozen values, ready to be written as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.fields.base import FieldType, Years
from engine.json_value import Json
from engine.problems import Problem
from engine.values import UNANSWERED, Value


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as it stands now.

    `raw` is the answer exactly as it was typed or stored (None when there is none), `value` what it was read as.
    `problems` are the messages to show at the field with their row, column and year. `asks` are the fields that an
    option asks for, by option. `used_by` names the indicators this field counts in. `source` says that a figure or
    wording is recalled or reconstructed ("" when it is verified). `fixed` marks what comes from elsewhere or is
    computed: it is shown, never asked. `awaits_authority` tells that it is the authorities' to give and not given yet.
    """

    id: str
    type: FieldType
    label: str
    value: Value
    years: Years
    short: str = ""
    raw: Json = None
    help: str = ""
    required: bool = False
    visible: bool = True
    fixed: bool = False
    readonly: bool = False
    problems: tuple[Problem, ...] = ()
    source: str = ""
    used_by: tuple[str, ...] = ()
    reckoning: str = ""
    asks: Mapping[str, tuple["FieldView", ...]] = field(default_factory=dict, hash=False)
    language: str = "zh"
    awaits_authority: bool = False
    conflict: Json = None
    """The other value, where the same field was changed twice."""
    counted: Value = UNANSWERED
    """The value of a table as rules see it: an empty cell counts as what the form says."""
    beside: Value = UNANSWERED
    """The value of what the control lists choices for."""
    origin: str = ""
    """Where the answer was taken from, while nobody has changed it since."""

    @property
    def name(self) -> str:
        """What messages call the field."""
        return self.short or self.label

    @property
    def html_id(self) -> str:
        """The id of the field's element on a page."""
        return "field-" + self.id.replace(".", "-")
