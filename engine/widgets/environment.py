"""The templates of the widgets, compiled once."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from engine.fields.words import word


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("engine", "widgets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["word"] = word
    return made


@cache
def template(name: str) -> Template:
    return environment().get_template(f"{name}.html")


def render(name: str, **given: Any) -> Markup:
    """The template `name` with what it is given; everything that is no `Markup` is escaped."""
    return Markup(template(name).render(given).strip())
