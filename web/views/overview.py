"""The overview of an authority: its own region in numbers, each chart beside a table of the same figures."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from web import messages_statistics as messages
from web.access import needs
from web.bar_charts import columns, rows, shade
from web.requests import platform, signed_in
from web.services import statistics
from web.services.authorities import authority_of
from web.services.offices import office_of
from web.services.permissions import Action
from web.services.statistics import Asked

blueprint = Blueprint("overview", __name__, url_prefix="/overview")


@blueprint.get("")
@needs(Action.REVIEW)
def show() -> str:
    """The region of this officer, of one procedure and year or of all."""
    procedures = statistics.reviewed_procedures(platform())
    procedure, year = request.args.get("procedure", ""), request.args.get("year", "")
    asked = Asked(
        procedure if procedure in {each.id for each in procedures} else "",
        int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
    )
    found = statistics.read_statistics(platform(), signed_in(), asked)
    authority = authority_of(platform(), signed_in())
    level = authority.level if authority is not None else ""
    most = max((each.count for each in found.regions), default=0)
    return render_template(
        "pages/overview.html",
        office=office_of(platform(), signed_in()),
        asked=asked,
        procedures=procedures,
        found=found,
        steps=[(messages.STEPS[each.name], each) for each in found.steps],
        step_chart=rows([(messages.STEPS[each.name], each.reached) for each in found.steps]),
        score_rows=[(messages.score_band(each), each.count) for each in found.scores],
        score_chart=columns([(messages.score_band(each), each.count) for each in found.scores]),
        age_rows=[(messages.age_band(each), each.count) for each in found.ages],
        age_chart=columns([(messages.age_band(each), each.count) for each in found.ages]),
        industry_chart=rows([(each.code or messages.NO_INDUSTRY, each.count) for each in found.industries]),
        below=messages.BELOW.get(level, ""),
        is_country=level == "ministry",
        shade=lambda count: shade(count, most),
        no_region=messages.NO_REGION,
        no_industry=messages.NO_INDUSTRY,
    )
