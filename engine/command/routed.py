"""What an applicant of a region and an industry gets: every procedure with its form, edition, overlay, season and chain."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.authorities import LEVELS, Authority
from engine.library import Library
from engine.overlays import overlay_for, overlays
from engine.procedures import Offer, Procedure, Use, offer, season_text

Routed = dict[str, Any]


def routed(
    library: Library,
    procedures: Sequence[Procedure],
    facts: Mapping[str, Any],
    on: date,
    chain: Sequence[Authority],
    language: str,
) -> list[Routed]:
    """Every procedure as plain JSON values, in the order of the file."""
    return [_procedure(library, offer(each, facts, on, language), on, chain, language) for each in procedures]


def authority_outline(each: Authority) -> Routed:
    return {"level": each.level, "code": each.code, "name": each.name}


def _procedure(
    library: Library, offered: Offer, on: date, chain: Sequence[Authority], language: str
) -> Routed:
    procedure = offered.procedure
    season = procedure.season_on(on)
    by_level = {each.level: each for each in chain}
    opens = by_level.get(procedure.windows or "")
    return {
        "procedure": procedure.id,
        "title": procedure.title,
        "kind": procedure.kind,
        "may_start": offered.may_start,
        "form": _form(library, offered.use, chain, procedure, on),
        "season": season_text(season, language) if season is not None else None,
        "in_season": procedure.in_season(on),
        "windows": procedure.windows,
        "opened_by": authority_outline(opens) if opens is not None else None,
        "stages": list(procedure.stages),
        "chain": [authority_outline(by_level[each]) for each in procedure.stages if each in by_level],
        "asked": [
            {
                "about": each.about,
                "title": each.outcome.title,
                "clause": each.outcome.clause,
                "truth": each.outcome.truth,
                "because": each.outcome.finding.text,
                "mend": each.mend,
            }
            for each in offered.requirements
        ],
    }


def _form(
    library: Library, use: Use | None, chain: Sequence[Authority], procedure: Procedure, on: date
) -> Routed | None:
    if use is None:
        return None
    edition, form = use.edition, use.form
    pin = procedure.pin_on(on)
    recommending = next((each for each in chain if each.level == LEVELS[1]), None)
    overlay = (
        None if recommending is None else overlay_for(library, edition.form, edition.since, recommending.code)
    )
    return {
        "form": edition.form,
        "title": form.title if form is not None else "",
        "edition": edition.since.isoformat(),
        "file": edition.path,
        "pinned": None if pin is None else {"clause": pin.clause},
        "overlay": overlay,
        "overlay_title": next((each.title for each in overlays(library) if each.path == overlay), None),
        "digest": form.digest if form is not None else "",
    }
