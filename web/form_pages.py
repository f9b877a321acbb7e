"""Pages with a fixed form: what is wrong in the order of the page, and the answer to the button that sends a code."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_wtf import FlaskForm
from wtforms import Field

from web import code_sending
from web.code_sending import News
from web.requests import wants_json


def form_page(
    template: str,
    form: FlaskForm,
    status: int = 200,
    *,
    news: News | None = None,
    problem: str = "",
    **more: Any,
) -> Response:
    """A page with its form, as it was typed, and what is wrong with it; `news` is what came of asking for a code."""
    page = render_template(template, form=form, news=news, problems=problems_of(form, news, problem), **more)
    answer = Response(page, status)
    if news is not None and not news.sent and news.wait:
        answer.headers["Retry-After"] = str(news.wait)
    return answer


def problems_of(form: FlaskForm, news: News | None = None, problem: str = "") -> list[tuple[str, str | None]]:
    """Everything that is wrong, each with the address of its field; `problem` is about no field."""
    found: list[tuple[str, str | None]] = [(problem, None)] if problem else []
    for field in _ordered(form):
        told = [news.message] if news and not news.sent and field.name == "code" else field.errors
        found += [(str(each), f"#{field.id}") for each in told]
    return found


def cannot_send(form: FlaskForm, page: Response) -> Response:
    """The answer where no code can be sent for what was typed: the page, or its sentences for our module."""
    return code_sending.wrong_as_json(code_sending.errors_of(form)) if wants_json() else page


def in_order(form: FlaskForm, *fields: Field) -> bool:
    """Whether these fields are in order, whatever the others are; each tells what is wrong with it."""
    wrong = [field for field in fields if not field.validate(form)]
    return not wrong


def _ordered(form: FlaskForm) -> list[Field]:
    """The fields in the order of the page: the one the form names (`ORDER`), else that of its class."""
    names = getattr(form, "ORDER", ())
    return [form[name] for name in names if name in form] if names else list(form)
