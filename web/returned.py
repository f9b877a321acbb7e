"""What came back to the enterprise, as its pages show it: the reasons with links to their fields, and what was changed since."""

from __future__ import annotations

from web.filling import section_address
from web.services.comparing import Difference
from web.services.fillings import Filling
from web.services.returns import CameBack
from web.services.submissions import Checked

Reason = tuple[str, str, str, str | None]
"""The label of a field, what was said of it, by whom, and where it is."""


def reasons(filling: Filling, back: CameBack | None, section: str = "") -> list[Reason]:
    """What was said of fields when a form was returned; with `section`, of its fields alone, which are on this page."""
    found: list[Reason] = []
    for each in back.reasons if back is not None else ():
        asked = filling.form.fields.get(each.field)
        if each.field and (not section or (asked is not None and asked.section == section)):
            view = filling.view.field(each.field)
            here = section_address(filling.draft_id, asked.section, view.html_id) if asked and view else None
            found.append((asked.label if asked else each.field, each.text, each.by, here))
    return found


def differences_by_section(checked: Checked) -> list[tuple[str, list[tuple[Difference, str | None]]]]:
    """What is another than the last time, with where it stands, under the titles of the sections."""
    found: dict[str, list[tuple[Difference, str | None]]] = {}
    for each in checked.differences or ():
        view = checked.view.field(each.field)
        address = section_address(checked.filling.draft_id, each.section, view.html_id) if view else None
        found.setdefault(each.section_title, []).append((each, address))
    return list(found.items())
