"""``tidu score``: an assessment of one set of answers, explained."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine import json_value
from engine.assessment import Assessment, assess
from engine.command.check import forms_option
from engine.command.terminal import Command, Day, today
from engine.command.texts import edition_option, load_answers, load_form, overlay_option
from engine.diagnostics.columns import pad, width
from engine.fields.numbers import show_number
from engine.form import Form
from engine.messages import command_text
from engine.rules.base import Finding
from engine.scoring import GroupTotal, Line, Scoresheet


def score_command(language: str) -> click.Command:
    def score(
        form: str,
        answers: str,
        facts: str | None,
        on: date | None,
        edition: date | None,
        overlay: str | None,
        year: int | None,
        as_json: bool,
        forms: Path | None,
    ) -> None:
        day = on or today()
        loaded = load_form(form, forms, language, day, edition, overlay)
        given = load_answers(answers, language)
        known = load_answers(facts, language) if facts is not None else {}
        _tell_unknown(loaded, given, language)
        made = assess(loaded, given, known, day, year, language)
        if on is None:
            click.echo(command_text("today_taken", language, day=day), err=True)
        if as_json:
            click.echo(json_value.encode(made.as_json(), indent=2))
        else:
            click.echo("\n".join(explained(loaded, made, language)))

    return Command(language, "score", command_text("score_help", language), _params(language), score)


def _params(language: str) -> list[click.Parameter]:
    def text(key: str) -> str:
        return command_text(key, language)

    return [
        click.Argument(["form"], metavar="FORM"),
        click.Option(["--answers"], required=True, metavar="FILE", help=text("answers_help")),
        click.Option(["--facts"], metavar="FILE", help=text("facts_help")),
        click.Option(["--on"], type=Day(language), metavar="DATE", help=text("on_help")),
        edition_option(language),
        overlay_option(language),
        click.Option(["--year"], type=click.IntRange(1900, 2999), metavar="YEAR", help=text("year_help")),
        click.Option(["--json", "as_json"], is_flag=True, help=text("json_help")),
        forms_option(language),
    ]


def _tell_unknown(form: Form, answers: Mapping[str, Any], language: str) -> None:
    unknown = [name for name in answers if name not in form.fields]
    if unknown:
        click.echo(command_text("unknown_answers", language, names=", ".join(unknown)), err=True)


def explained(form: Form, made: Assessment, language: str) -> Iterator[str]:
    """The assessment as people read it."""

    def text(key: str, **blanks: object) -> str:
        return command_text(key, language, **blanks)

    yield text("score_heading", title=form.title, edition=made.edition, on=made.on, year=made.reporting_year)
    if made.score is not None:
        yield ""
        yield from _sheet(made.score, language)
    if made.conclusions:
        yield ""
        yield text("conclusions_heading")
        for each in made.conclusions:
            truth = _truth(each.truth, language, each.awaits_authority)
            yield f"  {truth}  {each.title} ({each.id}){_clause(each.clause, language)}"
            yield from _finding(each.finding, 2, language, with_head=False)
    yield from _rest(made, language)


def _rest(made: Assessment, language: str) -> Iterator[str]:
    def text(key: str, **blanks: object) -> str:
        return command_text(key, language, **blanks)

    if made.level is not None:
        level = made.level
        yield ""
        if level.level is None:
            yield text("level_pending", low=level.low, high=level.high)
        else:
            yield (
                text("level_known", level=level.level, title=level.title)
                if level.level
                else text("level_none")
            )
    if made.route is not None:
        yield ""
        route = made.route
        yield text("route_known", to=route.to, title=route.title) if route.to else text("route_pending")
    yield ""
    if not made.problems:
        yield text("no_problems")
        return
    yield text("problems_heading", count=len(made.problems))
    for each in made.problems:
        yield f"  {each.message}{'' if each.problem.blocks else text('problem_warns')}"


def _sheet(sheet: Scoresheet, language: str) -> Iterator[str]:
    numbers = {name: show_number(getattr(sheet, name)) for name in ("low", "high", "out_of")}
    if sheet.points is not None:
        points = show_number(sheet.points)
        yield command_text("total_known", language, points=points, out_of=numbers["out_of"])
    elif sheet.awaiting_authority:
        yield command_text("total_awaiting", language, told=sheet.told, out_of=numbers["out_of"])
    else:
        yield command_text("total_pending", language, **numbers)
    column = max((width(_heading(line)) for group in sheet.groups for line in group.lines), default=0)
    for group in sheet.groups:
        yield ""
        yield from _group(group, column, language)


def _group(group: GroupTotal, column: int, language: str) -> Iterator[str]:
    yield f"{group.title} ({group.id})  {_points(group, language)}{_minimum(group, language)}"
    for inner in group.groups:
        yield from (f"  {each}" for each in _group(inner, column, language))
    for line in () if group.groups else group.lines:
        yield f"  {pad(_heading(line), column)}  {_points(line, language)}{_clause(line.clause, language)}"
        yield f"      {line.because}"


def _heading(line: Line) -> str:
    number = f"{line.number}. " if line.number else ""
    return f"{number}{line.title} ({line.id})"


def _points(each: GroupTotal | Line, language: str) -> str:
    out_of = show_number(each.out_of)
    if each.points is not None:
        return command_text("points_known", language, points=show_number(each.points), out_of=out_of)
    low, high = show_number(each.low), show_number(each.high)
    return command_text("points_pending", language, low=low, high=high, out_of=out_of)


def _minimum(group: GroupTotal, language: str) -> str:
    if group.minimum is None:
        return ""
    key = {True: "minimum_reached", False: "minimum_missed", None: "minimum"}[group.reached]
    return "  " + command_text(key, language, minimum=show_number(group.minimum))


def _clause(clause: str, language: str) -> str:
    return "  " + command_text("show_clause", language, clause=clause) if clause else ""


def _truth(truth: bool | None, language: str, awaits: bool = False, unasked: bool = False) -> str:
    """Whether something holds, in a column of its own."""

    def said(key: object) -> str:
        return command_text(f"truth_{key}".lower(), language)

    widest = max(width(said(key)) for key in (True, False, None))
    return pad(said("awaits" if awaits else "unasked" if unasked else truth), widest)


def _finding(finding: Finding, depth: int, language: str, with_head: bool = True) -> Iterator[str]:
    """A condition and those below it, each with whether it holds."""
    if with_head or not finding.children:
        title = f"{finding.title}：" if finding.title and with_head else ""
        tail = command_text("undecidable", language) if finding.undecidable else ""
        truth = _truth(finding.truth, language, finding.awaits_authority, finding.unasked)
        mark = f"{truth}  " if with_head else ""
        yield f"{'  ' * depth}{mark}{title}{finding.text}{tail}"
    for child in finding.children:
        yield from _finding(child, depth + 1, language)
