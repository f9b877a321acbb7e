"""The lists of those who look after accounts: officers, accounts of enterprises and people, who signed in."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from web import messages_administration as messages
from web.access import needs
from web.requests import platform, signed_in
from web.services.administration import list_accounts
from web.services.authorities import names_of
from web.services.inviting import list_invited
from web.services.officers import list_officers
from web.services.permissions import Action
from web.services.sign_ins import list_sign_ins

blueprint = Blueprint("administration", __name__, url_prefix="/administration")
LONGEST_WORDS = 100
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
"""Days before and after these have no beginning or end that every clock can tell."""


@blueprint.get("/officers")
@needs(Action.MANAGE_OFFICERS)
def officers() -> str:
    """The officers of the own authority and of those below it."""
    words, waiting = _words("words"), list_invited(platform(), signed_in())
    return render_template(
        "pages/administration_officers.html",
        found=list_officers(platform(), signed_in(), words=words, page=_page()),
        words=words,
        waiting=waiting,
        names=names_of(platform(), {each.authority or "" for each in waiting}),
    )


@blueprint.get("/accounts")
@needs(Action.MANAGE_ACCOUNTS)
def accounts() -> str:
    """The accounts of enterprises and people of the region."""
    words = _words("words")
    found = list_accounts(platform(), signed_in(), words=words, page=_page())
    return render_template("pages/administration_accounts.html", found=found, words=words)


@blueprint.get("/sign-ins")
@needs(Action.MANAGE_ACCOUNTS)
def sign_ins() -> str:
    """Who tried to sign in to an account of those one looks after."""
    name, outcome, day = _words("name"), _words("outcome"), _words("day")
    on = _day(day)
    found = list_sign_ins(
        platform(),
        signed_in(),
        login_name=name,
        outcome=outcome if outcome in messages.OUTCOMES else "",
        day=on,
        page=_page(),
    )
    return render_template(
        "pages/administration_sign_ins.html",
        found=found,
        name=name,
        outcome=outcome,
        day=day,
        day_wrong=bool(day) and on is None,
        outcomes=messages.OUTCOMES,
    )


def _words(name: str) -> str:
    typed = request.args.get(name, "")
    return "".join(each for each in typed if each.isprintable()).strip()[:LONGEST_WORDS]


def _page() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is not None and FIRST_DAY <= found <= LAST_DAY else None
