"""What a browser without JavaScript does: reads the form of a page, types into it, presses a button."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

Pair = tuple[str, str]


@dataclass
class Form:
    """A form of a page: where it goes, and what it sends if nobody touches it."""

    action: str
    method: str
    multipart: bool
    values: list[Pair] = field(default_factory=list)
    buttons: list[Pair] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    options: dict[str, list[str]] = field(default_factory=dict)

    def type(self, name: str, *values: str) -> None:
        """Type, choose or tick: replaces what the inputs of this name would send."""
        assert name in self.names, f"the page has no input {name}; it has {sorted(self.names)}"
        kept = [pair for pair in self.values if pair[0] != name]
        hidden = [pair for pair in self.values if pair == (name, "")][:1] if name in self.options else []
        self.values = kept + hidden + [(name, value) for value in values]

    def value(self, name: str) -> str | None:
        """What would be sent under a name."""
        found = [value for each, value in self.values if each == name]
        return found[-1] if found else None


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._textarea: str | None = None
        self._select: str | None = None
        self._chosen: str | None = None
        self._first: str | None = None
        self._template = 0
        self._text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "template":
            self._template += 1
        if self._template:
            return
        if tag == "form":
            self._form = Form(
                given.get("action", ""), given.get("method", "get"), "multipart" in given.get("enctype", "")
            )
            self.forms.append(self._form)
        form, name = self._form, given.get("name", "")
        if form is None or (not name and tag != "option"):
            return
        if tag == "input":
            self._input(form, name, given)
        elif tag == "textarea":
            self._textarea, self._text = name, ""
        elif tag == "select":
            self._select, self._chosen, self._first = name, None, None
            form.names.add(name)
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._first = value if self._first is None else self._first
            if "selected" in given:
                self._chosen = value
            form.options.setdefault(self._select, []).append(value)
        elif tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append((name, given.get("value", "")))

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        form.names.add(name)
        if kind in {"checkbox", "radio"}:
            form.options.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.values.append((name, given.get("value", "on")))
        elif kind != "file":
            form.values.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        elif tag == "form":
            self._form = None
        elif tag == "textarea" and self._textarea and self._form and not self._template:
            text = self._text.removeprefix("\n").replace("\n", "\r\n")
            self._form.names.add(self._textarea)
            self._form.values.append((self._textarea, text))
            self._textarea = None
        elif tag == "select" and self._select and self._form:
            chosen = self._chosen if self._chosen is not None else self._first
            if chosen is not None:
                self._form.values.append((self._select, chosen))
            self._select = None


def forms_of(page: str) -> list[Form]:
    """The forms of a page, in order."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def form_to(page: str, part: str) -> Form:
    """The form of a page that goes to an address with `part` in it."""
    found = next((form for form in forms_of(page) if part in form.action), None)
    assert found is not None, f"no form to {part}: {[form.action for form in forms_of(page)]}"
    return found


def press(
    client: FlaskClient,
    form: Form,
    button: Pair | None = None,
    files: list[tuple[str, FileStorage]] | None = None,
    *,
    follow: bool = True,
    **options: Any,
) -> TestResponse:
    """Send a form with the button that was pressed."""
    data: MultiDict[str, Any] = MultiDict([*form.values, *([button] if button else []), *(files or [])])
    kind = "multipart/form-data" if form.multipart or files else "application/x-www-form-urlencoded"
    return client.post(form.action, data=data, content_type=kind, follow_redirects=follow, **options)
