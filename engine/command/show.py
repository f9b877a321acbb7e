"""``tidu show``: a form as an outline, aligned for people or as JSON."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine import json_value
from engine.command.check import forms_option
from engine.command.outline import Outline, outline
from engine.command.show_rules import condition_lines, rule_lines, table_lines
from engine.command.terminal import Command, Day
from engine.command.texts import edition_option, load_form, overlay_option
from engine.diagnostics.columns import pad, shorten, width
from engine.fields.numbers import show_number
from engine.messages import command_text

_WIDEST = 44
_GATES = ("applies_to", "open_to", "before")


def show_command(language: str) -> click.Command:
    def show(
        form: str,
        on: date | None,
        edition: date | None,
        overlay: str | None,
        as_json: bool,
        forms: Path | None,
    ) -> None:
        found = outline(load_form(form, forms, language, on, edition, overlay))
        click.echo(
            json_value.encode(found, indent=2) if as_json else "\n".join(_Shown(found, language).lines())
        )

    params: list[click.Parameter] = [
        click.Argument(["form"], metavar="FORM"),
        click.Option(
            ["--on"], type=Day(language), metavar="DATE", help=command_text("show_on_help", language)
        ),
        edition_option(language),
        overlay_option(language),
        click.Option(["--json", "as_json"], is_flag=True, help=command_text("json_help", language)),
        forms_option(language),
    ]
    return Command(language, "show", command_text("show_help", language), params, show)


def aligned(rows: Sequence[Sequence[str]], indent: str = "  ") -> Iterator[str]:
    """Rows in columns, each as wide as its widest cell, the last one as it comes."""
    columns = max((len(row) for row in rows), default=0)
    widths = [
        max((width(row[place]) for row in rows if place < len(row)), default=0) for place in range(columns)
    ]
    for row in rows:
        cells = [pad(cell, widths[place]) for place, cell in enumerate(row[:-1])]
        yield (indent + "  ".join([*cells, row[-1]])).rstrip()


class _Shown:
    """The lines of one outline."""

    def __init__(self, found: Outline, language: str) -> None:
        self._found = found
        self._language = language

    def text(self, key: str, **blanks: object) -> str:
        return command_text(key, self._language, **blanks)

    def lines(self) -> Iterator[str]:
        found = self._found
        key = "show_edition_until" if found["until"] else "show_edition"
        edition = self.text(key, edition=found["edition"], until=found["until"])
        yield f"{found['title']} ({found['form']})  {edition}{self._source(found)}"
        if found["summary"]:
            yield found["summary"]
        yield from self._listed("show_basis", self._basis(found))
        yield from self._overlay()
        yield from self._listed("show_parameters", self._parameters())
        yield from self._gates()
        yield from self._sections()
        yield from self._listed("show_checks", self._checks())
        yield from self._score()
        yield from self._conclusions()
        yield from self._listed("show_depends", self._depends())

    def _listed(self, heading: str, rows: list[list[str]]) -> Iterator[str]:
        if rows:
            yield ""
            yield self.text(heading)
            yield from aligned(rows)

    def _source(self, block: Outline) -> str:
        source = block.get("source", "verified")
        return "" if source == "verified" else self.text("show_source", source=self.text(f"source_{source}"))

    def _clause(self, block: Outline) -> str:
        said = self.text("show_clause", clause=block["clause"]) if block.get("clause") else ""
        return said + self._source(block)

    def _basis(self, block: Outline) -> list[list[str]]:
        return [[each["title"], each["number"] + self._source(each)] for each in block["basis"]]

    def _overlay(self) -> Iterator[str]:
        """What an authority added, or may add."""
        overlay, local = self._found["overlay"], self._found["local"]
        if overlay is not None:
            yield ""
            yield f"{self.text('show_overlay')}：{overlay['title']} ({overlay['authority']}){self._source(overlay)}"
            yield from aligned(self._basis(overlay))
        if local is not None:
            yield from self._listed("show_local", self._local(local))

    def _local(self, local: Outline) -> list[list[str]]:
        places = [(key, local[key]) for key in ("indicators", "sections", "raises", "conditions")]
        rows = [[self.text(f"show_local_{key}"), ", ".join(names)] for key, names in places if names]
        if local["indicators"]:
            count = self.text("show_local_count", least=local["at_least"], most=local["at_most"] or "…")
            rows[0].append(count)
        return [*rows, [self.text("show_local_documents")]] if local["documents"] else rows

    def _added(self, block: Outline) -> str:
        """The mark of what came with an overlay."""
        overlay = self._found["overlay"]
        return self.text("show_added") if overlay is not None and block["id"] in overlay["added"] else ""

    def _parameters(self) -> list[list[str]]:
        rows = []
        for each in self._found["parameters"]:
            versions = [
                f"{version['from']}: {version['value']}" if version["from"] else version["value"]
                for version in each["versions"]
            ]
            rows.append([each["id"], each["title"], ", ".join(versions) + each["unit"], self._clause(each)])
        return rows

    def _gates(self) -> Iterator[str]:
        gates = [(name, self._found[name]) for name in _GATES if self._found[name] is not None]
        if gates:
            yield ""
            yield self.text("show_gates")
        for name, gate in gates:
            yield f"  {self.text(f'show_{name}')}：{gate['title']}{self._clause(gate)}"
            yield from condition_lines(gate["condition"], self._language, 2)

    def _sections(self) -> Iterator[str]:
        yield ""
        yield self.text("show_sections")
        for section in self._found["sections"]:
            title = section["title"] or self.text("show_documents")
            yield ""
            by = self.text("show_by_authority") if section["filled_by"] != "enterprise" else ""
            yield f"  {title} ({section['id']})  {by}".rstrip()
            if section["visible"]:
                yield "    " + self.text("show_section_visible_if", when=section["visible"])
            rows = [self._field(each) for each in section["fields"]]
            lines = list(aligned(rows, "    "))
            for line, each in zip(lines, section["fields"], strict=True):
                yield line
                yield from self._details(each)

    def _field(self, each: Outline) -> list[str]:
        kind = each["type"]
        if each["years"]:
            kind += " " + self.text("show_years", years=each["years"])
        return [each["id"], shorten(each["label"], _WIDEST), kind, each["unit"], self._state(each)]

    def _state(self, each: Outline) -> str:
        said = []
        if each["fact"]:
            provided = each["provided_by"] == "authority"
            said.append(self.text("show_provided" if provided else "show_fact"))
        if each["value"]:
            said.append(self.text("show_computed", formula=each["value"]))
        if each["table"]:
            said.append(self.text("show_table_value"))
        if each["required"] is True:
            said.append(self.text("show_required"))
        elif each["required"]:
            said.append(self.text("show_required_if", when=each["required"]))
        said += [f"{name} {limit}" for name, limit in each["limits"].items()]
        if each["visible"]:
            said.append(self.text("show_visible_if", when=each["visible"]))
        if each["counts_as"] is not None:
            said.append(self.text("show_counts_as", value=each["counts_as"]))
        if each["filled_by"] != "enterprise":
            said.append(self.text("show_by_authority"))
        return "；".join(said) + self._added(each) + self._clause(each)

    def _details(self, each: Outline) -> Iterator[str]:
        if each["asked_by"]:
            yield "        " + self.text("show_asked_by", option=each["asked_by"][1])
        yield from aligned([self._option(option) for option in each["options"]], " " * 8)
        for column in each.get("columns", ()):
            yield f"        {column['id']}  {column['label']}  {column['type']} {column['unit']}".rstrip()
            yield from aligned([self._option(option) for option in column["options"]], " " * 12)
        yield from aligned([[row["id"], row["title"]] for row in each.get("rows", ())], " " * 8)
        if each["table"]:
            yield from table_lines(each["table"], 8)
        if each["used_by"]:
            yield "        " + self.text("show_used_by", names=", ".join(each["used_by"]))

    def _option(self, option: Outline) -> list[str]:
        points = option["points"]
        said = "" if points is None else self.text("show_out_of", points=show_number(points))
        return [f"- {option['id']}", option["label"], said]

    def _checks(self) -> list[list[str]]:
        return [
            [
                ", ".join(each["at"]),
                each["ensure"],
                each["message"]
                + ("" if each["blocks"] else f"（{self.text('show_warns')}）")
                + self._clause(each),
            ]
            for each in self._found["checks"]
        ]

    def _score(self) -> Iterator[str]:
        score = self._found["score"]
        if score is None:
            return
        yield ""
        yield f"{self.text('show_score')}  {self._points(score)}"
        for group in score["groups"]:
            yield ""
            yield from self._group(group, "  ")

    def _group(self, group: Outline, indent: str) -> Iterator[str]:
        minimum = "" if group["minimum"] is None else "  " + self._minimum(group)
        yield f"{indent}{group['title']} ({group['id']})  {self._points(group)}{minimum}{self._clause(group)}"
        for inner in group["groups"]:
            yield from self._group(inner, indent + "  ")
        for each in group["indicators"]:
            number = f"{each['number']}. " if each["number"] else ""
            heading = f"{number}{each['title']} ({each['id']})"
            yield f"{indent}  {heading}  {self._points(each)}{self._added(each)}{self._clause(each)}"
            yield from rule_lines(each["rule"], self._language, len(indent) + 2)

    def _points(self, block: Any) -> str:
        return self.text("show_out_of", points=show_number(block["out_of"]))

    def _minimum(self, group: Outline) -> str:
        return self.text("minimum", minimum=show_number(group["minimum"]))

    def _conclusions(self) -> Iterator[str]:
        found = self._found
        named = [(f"{each['title']} ({each['id']})", each) for each in found["conclusions"]]
        levels = [(f"{each['level']}  {each['title']}", each) for each in found["levels"]]
        routes = [(f"{each['to']}  {each['title']}", each) for each in found["routes"]]
        for heading, blocks in (("conclusions", named), ("levels", levels), ("routes", routes)):
            if blocks:
                yield ""
                yield self.text(f"show_{heading}")
            for title, block in blocks:
                yield f"  {title.rstrip()}{self._clause(block)}"
                condition = block["condition"]
                if condition is None:
                    yield "    " + self.text("show_otherwise")
                else:
                    yield from condition_lines(condition, self._language, 2)

    def _depends(self) -> list[list[str]]:
        return [[name, "← " + ", ".join(sources)] for name, sources in self._found["depends"].items()]
