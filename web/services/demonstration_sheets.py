"""What the enterprises of the demonstration's season sent: answers like those of the forms' own cases, with other figures,
assessed as every submission is. Each kind of enterprise is assessed once; enterprises of a kind differ in name and place,
on which no assessment rests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from engine.binding import bind
from engine.cases.reading import Case as FormCase
from engine.cases.reading import read_cases
from engine.diagnostics import Collector
from engine.form import Form
from engine.procedures import Procedure, form_for
from engine.validation import validate
from web.columns import canonical_json
from web.platform import Platform
from web.services.demonstration_firms import Kind
from web.services.demonstration_rows import Written
from web.services.following import REGION, REVIEWED_BY, form_on
from web.services.submissions import codes_in_words, frozen_assessment

OWN = ("identity.", "enterprise.", "procedure.", "certification.", "update.", "renewal.")
"""Facts of the cases that are not taken over: enterprises of the season have their own."""

RENAMING = "renaming"
KEPT_TITLE = "certification.technology"
MONEY = frozenset(
    {
        *("revenue", "main_revenue", "brand_revenue", "exports", "profit", "net_profit", "taxes"),
        *("rd_expense", "sales_expense", "admin_expense", "operating_cost", "main_cost", "product_cost"),
        *("assets", "net_assets", "liabilities", "bank_loans"),
    }
)
PRODUCTS = ("精密减速器", "减速器")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NOBODY = "00000000-0000-0000-0000-000000000000"
_SOME_DAY = "the day"
TRIES = 40


@dataclass(frozen=True)
class Sheet:
    """What one kind of enterprise sent: answers without files, the documents it handed in, and what came of it."""

    form: Form
    reporting_year: int
    answers: Mapping[str, Any]
    documents: tuple[str, ...]
    facts: Mapping[str, Any]
    assessment: Mapping[str, Any]
    codes: Mapping[str, str]
    given: Mapping[str, Any]
    """Facts of the case that the enterprise brings along (a level of digitalisation, points of development)."""

    @cached_property
    def texts(self) -> Mapping[str, Written]:
        """Each answer as the text it is kept as."""
        return {name: Written(canonical_json(raw)) for name, raw in self.answers.items()}

    @cached_property
    def _assessed(self) -> str:
        return canonical_json({**self.assessment, "on": _SOME_DAY})

    def assessed_on(self, day: date) -> Written:
        """The assessment as it is kept, of a day."""
        return Written(self._assessed.replace(f'"on":"{_SOME_DAY}"', f'"on":"{day.isoformat()}"'))


class Sheets:
    """All sheets, each made when it is asked for the first time."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._cases = _cases_of(platform)
        self._made: dict[tuple[Any, ...], Sheet | None] = {}
        self._forms: dict[tuple[Any, ...], Form | None] = {}
        self._names: dict[tuple[str, int], str | None] = {}
        self._unfit: set[tuple[str, str]] = set()

    def get(
        self, procedure: Procedure, kind: Kind, facts: Mapping[str, Any], on: date, turn: int = 0
    ) -> Sheet | None:
        """What an enterprise of a kind sends of a procedure on about a day; `turn` counts how often it does. None where no
        case of the form fits."""
        form = self._form(procedure, kind, facts, on)
        if form is None:
            return None
        key = (procedure.id, form.digest, kind.number, on.year, turn)
        if key not in self._made:
            self._made[key] = next(self._tried(procedure, form, kind, facts, on, turn), None)
        return self._made[key]

    def forms(self) -> Iterator[Form]:
        """Every form that something was sent with."""
        found = {each.form.digest: each.form for each in self._made.values() if each is not None}
        yield from found.values()

    def _form(self, procedure: Procedure, kind: Kind, facts: Mapping[str, Any], on: date) -> Form | None:
        """The form that fits; authorities add to it by region."""
        where = facts.get(REGION), facts.get(REVIEWED_BY)
        key = (procedure.id, kind.number, on, *where)
        if key not in self._forms:
            name = self._name(procedure, kind, facts, on)
            self._forms[key] = form_on(self._platform, procedure, name, facts, on) if name else None
        return self._forms[key]

    def _name(self, procedure: Procedure, kind: Kind, facts: Mapping[str, Any], on: date) -> str | None:
        key = (procedure.id, kind.number)
        if len(procedure.forms) == 1:
            return procedure.forms[0]
        if key not in self._names:
            use = form_for(procedure, facts, on)
            self._names[key] = use.form if use is not None else None
        return self._names[key]

    def _tried(
        self, procedure: Procedure, form: Form, kind: Kind, facts: Mapping[str, Any], on: date, turn: int
    ) -> Iterator[Sheet]:
        """The cases that can be sent, one after the other; what one kind cannot send, no other is asked to."""
        several = [
            each
            for each in self._cases.get(form.id, ())
            if _fits(each, form) and (form.digest, each.name) not in self._unfit
        ]
        for place in range(min(TRIES, len(several))):
            case = several[(kind.number * 7 + place) % len(several)]
            found = _sheet(procedure, form, case, kind, facts, on, turn)
            if found is not None:
                yield found
            else:
                self._unfit.add((form.digest, case.name))


def _cases_of(platform: Platform) -> dict[str, list[FormCase]]:
    folder = platform.config.forms_folder / "cases"
    files = {
        f"cases/{each.name}": each.read_bytes()
        for each in sorted(folder.glob("*.yaml"))
        if not re.search(r"\.\d{6}\.yaml$", each.name)  # what authorities add is answered the same way
    }
    found: dict[str, list[FormCase]] = {}
    for case in read_cases(files, platform.catalogue.library.facts, Collector()):
        if " (" not in case.name:  # of those that are repeated for other forms, the first
            found.setdefault(case.form, []).append(case)
    return found


def _fits(case: FormCase, form: Form) -> bool:
    """Whether a case can be answered by many: a change of name is one enterprise's own."""
    return case.edition in {None, form.edition} and RENAMING not in (case.answers.get("kinds") or ())


def _sheet(
    procedure: Procedure,
    form: Form,
    case: FormCase,
    kind: Kind,
    facts: Mapping[str, Any],
    on: date,
    turn: int,
) -> Sheet | None:
    """The answers of a case as of another day, with other figures; None where something stands in the way of sending."""
    year = on.year - 1
    brought = {
        name: _moved(raw, case, on)
        for name, raw in case.facts.items()
        if name == KEPT_TITLE or not name.startswith(OWN)
    }
    known = {**brought, **facts, **procedure.supplied(on)}
    answers = _own_answers(form, _moved(dict(case.answers), case, on), kind, turn)
    first = bind(form, answers, known, on, year)
    blocking = [each for each in validate(first) if each.blocks]
    if any(each.code != "required_document" for each in blocking):
        return None
    documents = tuple(dict.fromkeys(each.field for each in blocking))
    whole = bind(
        form, {**answers, **{name: [file_of(_NOBODY, form, name)] for name in documents}}, known, on, year
    )
    if any(each.blocks for each in validate(whole)):
        return None
    return Sheet(
        form=form,
        reporting_year=year,
        answers=answers,
        documents=documents,
        facts={name: known[name] for name in form.facts if name in known},
        assessment=frozen_assessment(whole),
        codes=codes_in_words(whole),
        given=brought,
    )


def file_of(id_: str, form: Form, document: str) -> dict[str, Any]:
    """A file as an answer names it."""
    return {"id": id_, "name": f"{form.fields[document].label}.pdf", "size": len(PDF), "kind": "pdf"}


def _own_answers(form: Form, given: Mapping[str, Any], kind: Kind, turn: int) -> dict[str, Any]:
    fields = form.fields
    asked = {
        name: raw
        for name, raw in given.items()
        if name in fields
        and fields[name].filled_by == "enterprise"
        and fields[name].answered_by_person
        and fields[name].type.kind != "attachment"
    }
    text = json.dumps(asked, ensure_ascii=False)
    for word in PRODUCTS:
        text = text.replace(word, kind.trade[3])
    return {name: _scaled(name, raw, kind, turn) for name, raw in json.loads(text).items()}


def _scaled(name: str, raw: Any, kind: Kind, turn: int) -> Any:
    """Figures of another size; research changes a little with the kind, so that not all have the same ratios."""
    if name not in MONEY or not isinstance(raw, dict):
        return raw
    factor = Decimal(60 + 17 * (kind.number % 9)) / 100
    if name == "rd_expense":
        factor *= Decimal(88 + (kind.number * 5 + turn * 3) % 30) / 100
    return {year: _times(value, factor) for year, value in raw.items()}


def _times(value: Any, factor: Decimal) -> Any:
    try:
        return str((Decimal(str(value)) * factor).quantize(Decimal("0.01")))
    except ArithmeticError:  # not a number: one of the cases about mistakes
        return value


def _moved(raw: Any, case: FormCase, on: date) -> Any:
    """The same as of another day: years and days as far from it as they were."""
    years = on.year - case.on.year

    def move(part: Any) -> Any:
        if isinstance(part, dict):
            return {_year(key, years): move(each) for key, each in part.items()}
        if isinstance(part, list):
            return [move(each) for each in part]
        if isinstance(part, str) and _DAY.fullmatch(part):
            return (date.fromisoformat(part) + timedelta(days=(on - case.on).days)).isoformat()
        return part

    return move(raw)


def _year(key: str, years: int) -> str:
    return str(int(key) + years) if re.fullmatch(r"20\d\d", key) else key


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page: what was handed in with everything."""
