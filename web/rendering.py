"""What every template may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from flask import Flask, url_for

from engine.fields.numbers import show_number
from engine.messages import word
from engine.values import exact
from web import assets, messages
from web.clock import local
from web.messages_portal import place_of
from web.navigation import address_of, belongs_to, menu, role_of
from web.requests import platform, signed_in_or_none
from web.results import dimensions, scenes
from web.services.fillings import Filling
from web.services.permissions import Action, may, why_not_send_yet
from web.services.standing import Standing, standing


def set_up(application: Flask) -> None:
    """Add our filters and names to the templates."""
    environment = application.jinja_env
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters.update(
        moment=moment,
        file_size=file_size,
        parts=parts,
        points=points,
        certainty=certainty,
        dimensions=dimensions,
        scenes=scenes,
        place_of=place_of,
    )
    environment.globals.update(
        asset=asset,
        menu=menu,
        address_of=address_of,
        belongs_to=belongs_to,
        role_of=role_of,
        signed_in=signed_in_or_none,
        beginning=beginning,
        standing=how_it_stands,
        unverified=unverified,
        allowed=allowed,
    )


def asset(name: str) -> str:
    """The address of a static file of this release: `asset("css/base.css")`."""
    return url_for("assets.show", fingerprint=assets.fingerprint(), name=name)


@dataclass(frozen=True)
class Unverified:
    """Why an account cannot send yet, and whether its person may mend it."""

    text: str
    may_prove: bool


def unverified(procedure_id: str) -> Unverified | None:
    """What is told on the pages of a procedure to those whose identity is not verified."""
    person, procedure = signed_in_or_none(), platform().catalogue.procedure(procedure_id)
    if person is None or procedure is None:
        return None
    refused = why_not_send_yet(person.is_verified, procedure.kind)
    if refused is None:
        return None
    return Unverified(refused.text, may(person, Action.PROVE_IDENTITY))


def moment(value: datetime, seconds: bool = False) -> str:
    """A moment as people in China read it: 2026-03-01 12:03."""
    return local(value).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def file_size(size: int) -> str:
    """A size in whole KB, or in MB with one digit; rounded up, so that nothing weighs 0."""
    if size < 1024 * 1024:
        return f"{-(-size // 1024)} KB"
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10} MB"


def points(value: object) -> str:
    """Points as people read them, whether they come from the engine or from a kept assessment: 95, 12.5."""
    return show_number(exact(Fraction(str(value))))


def certainty(source: str) -> str:
    """How sure something is that was not checked against the document itself."""
    return word(f"source_{source}")


def how_it_stands(filling: Filling, with_notes: bool, any_day: bool = False) -> Standing:
    """How a draft stands in its procedure today."""
    return standing(platform(), filling, with_notes, any_day)


def allowed(action: str) -> bool:
    """Whether the person who is signed in may do that: `allowed("send")`."""
    person = signed_in_or_none()
    return person is not None and may(person, Action(action))


def beginning(kind: str) -> str:
    """What the button says that begins a procedure of this kind."""
    return messages.BEGINNING[kind]


def parts(value: object, whole: object, length: int = 1000) -> int:
    """How much of a bar of this length a value fills; for drawing only."""
    whole_exact = Fraction(str(whole))
    if whole_exact <= 0:
        return 0
    share = Fraction(str(value)) / whole_exact
    return round(min(max(share, Fraction(0)), Fraction(1)) * length)
