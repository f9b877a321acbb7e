"""How a draft stands in its procedure today: which procedure that is, and what has changed around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.form import Form
from engine.procedures import Offer, Procedure, offer, season_text
from web import messages
from web.platform import Platform
from web.services.fillings import Filling
from web.services.following import form_on


@dataclass(frozen=True)
class Standing:
    """`procedure` is its title where the form alone does not tell it; `notes` are what is to be known before going on."""

    procedure: str = ""
    notes: tuple[str, ...] = ()


def standing(
    platform: Platform, filling: Filling, with_notes: bool = True, any_day: bool = False
) -> Standing:
    """How a draft stands today; without the notes it is only told which procedure it belongs to. What was returned is
    sent again on `any_day`."""
    procedure = platform.catalogue.procedure(filling.procedure)
    if procedure is None:
        return Standing()
    uses = [each for each in platform.catalogue.procedures() if filling.form.id in each.forms]
    title = procedure.title if len(uses) > 1 else ""
    return Standing(title, tuple(_notes(platform, procedure, filling, any_day)) if with_notes else ())


def other_form(platform: Platform, offered: Offer, form_id: str) -> str:
    """What there is to say of a draft whose form is not the one that is meant for the enterprise any more."""
    use = offered.use
    if use is None or use.edition.form == form_id:
        return ""
    form = platform.catalogue.form(use.edition.form)
    return messages.other_form(form.title if form else use.edition.form)


def _notes(platform: Platform, procedure: Procedure, filling: Filling, any_day: bool) -> Iterator[str]:
    today, facts = platform.clock.today(), filling.bound.facts
    season = season_note(procedure, today)
    if season and not any_day:
        yield season
    other = other_form(platform, offer(procedure, facts, today), filling.form.id)
    newest = form_on(platform, procedure, filling.form.id, facts, today)
    if other:
        yield other
    elif newest is not None and _is_older(filling.form, newest):
        yield messages.older_edition(filling.form.edition.isoformat(), newest.edition.isoformat())
    if filling.bound.reporting_year < today.year - 1:
        yield messages.older_year(filling.bound.reporting_year, today.year - 1)


def season_note(procedure: Procedure, today: date) -> str:
    """What there is to say of the days on which a procedure can be sent, where this is not one of them."""
    season = procedure.season_on(today)
    if procedure.in_season(today) is True:
        return ""
    if season is None:
        return messages.season_unknown(today.year)
    has_ended = season.closes < (today.month, today.day)
    return (messages.season_ended if has_ended else messages.season_to_come)(season_text(season))


def _is_older(form: Form, newest: Form) -> bool:
    return form.edition < newest.edition
