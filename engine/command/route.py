"""``tidu route``: what an applicant gets by its region and industry."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine import json_value
from engine.authorities import Authority, asked_in, chain_of
from engine.command.check import default_path, forms_option
from engine.command.inspection import Inspector
from engine.command.routed import Routed, authority_outline, routed
from engine.command.show import aligned
from engine.command.terminal import Command, Day, today
from engine.command.texts import load_answers
from engine.diagnostics.columns import pad, width
from engine.fields.base import Years
from engine.fields.coded import Coded
from engine.folder import open_folder
from engine.library import Library
from engine.messages import command_text, word
from engine.procedures import compile_procedures
from engine.values import is_missing

REGION, INDUSTRY = "region", "industry"


def route_command(language: str) -> click.Command:
    def route(
        region: str,
        industry: str,
        on: date | None,
        authority: str | None,
        facts: str | None,
        as_json: bool,
        forms: Path | None,
    ) -> None:
        folder, _ = open_folder(forms or default_path(), forms)
        inspector = Inspector(folder)
        library, day = inspector.library, on or today()
        made = compile_procedures(library, inspector.compile)
        if not made.procedures:
            raise click.UsageError(command_text("no_procedures", language))
        codes = _codes(library, {REGION: region, INDUSTRY: industry}, day, language)
        known = {**codes, **(load_answers(facts, language) if facts is not None else {})}
        place = next(each for name, each in codes.items() if library.facts[name].type.kind == REGION)
        chain = _chain(library, place, authority, language)
        found: Routed = {
            "on": day.isoformat(),
            "facts": codes,
            "known": {name: library.facts[name].type.show(code, language) for name, code in codes.items()},
            "authorities": [authority_outline(each) for each in chain],
            "procedures": routed(library, made.procedures, known, day, chain, language),
        }
        click.echo(
            json_value.encode(found, indent=2) if as_json else "\n".join(_lines(found, library, language))
        )

    return Command(language, "route", command_text("route_help", language), _params(language), route)


def _params(language: str) -> list[click.Parameter]:
    def text(key: str) -> str:
        return command_text(key, language)

    return [
        click.Option(["--region"], required=True, metavar="CODE", help=text("route_region_help")),
        click.Option(["--industry"], required=True, metavar="CODE", help=text("route_industry_help")),
        click.Option(["--on"], type=Day(language), metavar="DATE", help=text("route_on_help")),
        click.Option(["--authority"], metavar="CODE", help=text("route_authority_help")),
        click.Option(["--facts"], metavar="FILE", help=text("facts_help")),
        click.Option(["--json", "as_json"], is_flag=True, help=text("json_help")),
        forms_option(language),
    ]


def _codes(library: Library, given: dict[str, str], day: date, language: str) -> dict[str, str]:
    """The facts that hold a region or an industry, each with its code; what is no code is explained."""
    found: dict[str, str] = {}
    for name, fact in library.facts.items():
        if not isinstance(fact.type, Coded) or fact.type.kind not in given:
            continue
        read = fact.type.read(given[fact.type.kind], Years(day.year - 1))
        if is_missing(read.value):
            said = [each.message(fact.label, language) for each in read.problems]
            raise click.UsageError("".join(said) or command_text("route_no_code", language, label=fact.label))
        found[name] = str(read.value)
    lacking = [kind for kind in given if kind not in {library.facts[name].type.kind for name in found}]
    if lacking:
        raise click.UsageError(command_text("route_no_fact", language, kind=", ".join(lacking)))
    return found


def _chain(library: Library, region: str, asked: str | None, language: str) -> tuple[Authority, ...]:
    chain = chain_of(library.authorities, region, asked)
    if asked is not None and not chain:
        known = [f"{each.code} {each.name}" for each in asked_in(library.authorities, region)]
        listed = ", ".join(known) or "-"
        raise click.UsageError(command_text("route_no_authority", language, code=asked, known=listed))
    return chain


# --- For people ----------------------------------------------------------------------------------------------------


def _lines(found: Routed, library: Library, language: str) -> Iterator[str]:
    def text(key: str, **blanks: object) -> str:
        return command_text(key, language, **blanks)

    codes = found["facts"]
    known = [
        (name, said if codes[name] in said else f"{codes[name]} {said}")
        for name, said in found["known"].items()
    ]
    names = [each["name"] for each in found["authorities"]]
    rows = [[library.facts[name].label, said] for name, said in known]
    rows.append([text("route_day"), found["on"]])
    rows += [[text("route_authorities"), text("route_arrow").join(names)]] if names else []
    yield from aligned(rows, "")
    titles = {each["procedure"]: each["title"] for each in found["procedures"]}
    for each in found["procedures"]:
        yield ""
        yield f"{each['title']} ({each['procedure']})"
        yield from aligned([row for row in _rows(each, titles, language) if row[1]], "  ")


def _rows(each: Routed, titles: dict[str, str], language: str) -> Iterator[list[str]]:
    def text(key: str, **blanks: object) -> str:
        return command_text(key, language, **blanks)

    yield [text("route_form"), _form(each, language)]
    form = each["form"]
    if form is not None and form["overlay"]:
        yield [text("route_overlay"), f"{form['overlay_title'] or ''} ({form['overlay']})".strip()]
    yield [text("route_season"), _season(each, language)]
    names = [stage["name"] for stage in each["chain"]]
    yield [text("route_chain"), text("route_arrow").join(names) if names else text("route_no_chain")]
    truths = {key: text(f"truth_{key}".lower()) for key in (True, False, None)}
    column = max(width(said) for said in truths.values())
    for place, asked in enumerate(_asked(each)):
        lacking = asked["mend"] if asked["truth"] is not True else None
        mend = text("route_mend", title=titles.get(lacking, "")) if lacking else ""
        clause = text("show_clause", clause=asked["clause"]) if asked["clause"] else ""
        head = text("route_asked") if place == 0 else ""
        yield [
            head,
            f"{pad(truths[asked['truth']], column)}  {asked['title'] or asked['because']}{clause}{mend}",
        ]


def _asked(each: Routed) -> list[Any]:
    """What is asked of the applicant itself: the season stands on a line of its own."""
    return [asked for asked in each["asked"] if asked["about"] not in ("season", "edition")]


def _form(each: Routed, language: str) -> str:
    form = each["form"]
    if form is None:
        return command_text("route_no_form", language)
    key = "route_edition" if form["pinned"] is None else "route_pinned"
    clause = form["pinned"]["clause"] if form["pinned"] else ""
    edition = command_text(key, language, edition=form["edition"], clause=clause)
    return f"{form['title']} ({form['form']})  {edition}"


def _season(each: Routed, language: str) -> str:
    """The season laid down, and who opens it; where only somebody opens it, no more than that."""
    opened, said = each["opened_by"], each["season"]
    window = command_text("route_window", language, name=opened["name"]) if opened else ""
    if said is None and each["in_season"]:
        return window or word("season_always", language)
    if said is None:
        return command_text("route_season_unknown", language)
    now = "" if each["in_season"] else command_text("route_closed", language)
    return f"{said}{now}{command_text('route_comma', language) if window else ''}{window}"
