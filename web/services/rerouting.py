"""What a change of an enterprise's facts would change for it: who reviews what it sends, which forms are meant for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.authorities import Authority
from engine.form import Form
from engine.procedures import Procedure, offer
from engine.supply import facts_of
from web import messages
from web.platform import Platform
from web.services.fillings import Filling
from web.services.following import chain_of_facts, facts_of_enterprise, form_on

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Rerouted:
    """One thing that would be another: what it is about, what it is now, and what it would be."""

    about: str
    before: str
    after: str


def rerouted(platform: Platform, enterprise_id: int, filling: Filling) -> tuple[Rerouted, ...]:
    """What sending a form whose fields are facts would change; nothing for every other form."""
    if filling.form.id not in platform.catalogue.library.fact_forms:
        return ()
    with platform.database.read() as session:
        before = facts_of_enterprise(platform, session, enterprise_id)
    return changes(platform, before, {**before, **facts_of(filling.bound)})


def changes(platform: Platform, before: Facts, after: Facts) -> tuple[Rerouted, ...]:
    """What is another with the facts `after` than it was with those `before`; what was not known yet changes nothing."""
    chains = chain_of_facts(platform, before), chain_of_facts(platform, after)
    found = list(_authorities(*chains))
    for procedure in platform.catalogue.procedures():
        found += _forms(platform, procedure, before, after, chains)
    return tuple(found)


def _authorities(before: Sequence[Authority], after: Sequence[Authority]) -> Iterator[Rerouted]:
    if before and [each.code for each in before] != [each.code for each in after]:
        told = [" → ".join(each.name for each in several) for several in (before, after)]
        yield Rerouted(messages.REVIEWED_BY, told[0], told[1] or messages.NOT_KNOWN_YET)


def _forms(
    platform: Platform,
    procedure: Procedure,
    before: Facts,
    after: Facts,
    chains: tuple[Sequence[Authority], Sequence[Authority]],
) -> Iterator[Rerouted]:
    today = platform.clock.today()
    forms = [_form(platform, procedure, facts, today) for facts in (before, after)]
    old, new = forms
    if old is None or (new is not None and old.digest == new.digest):
        return
    if new is None or old.id != new.id:
        told = messages.local_form(new.title, "") if new else messages.NOT_KNOWN_YET
        yield Rerouted(procedure.title, messages.local_form(old.title, ""), told)
        return
    names = [_recommender(several) for several in chains]
    if names[0]:
        yield Rerouted(procedure.title, *(messages.local_form(old.title, each) for each in names))


def _form(platform: Platform, procedure: Procedure, facts: Facts, on: date) -> Form | None:
    """The form that is meant for whom these facts are known of, with what the authorities of the region add."""
    use = offer(procedure, facts, on).use
    return None if use is None else form_on(platform, procedure, use.edition.form, facts, on)


def _recommender(chain: Sequence[Authority]) -> str:
    """Who adds to forms: the authority of the province, or of what acts as one."""
    return next((each.name for each in chain if each.rank == 1), "")
