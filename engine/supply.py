"""What a form supplies to others: the values of its fields as facts."""

from collections.abc import Mapping

from engine.binding import Bound
from engine.json_value import Json


def facts_of(bound: Bound) -> Mapping[str, Json]:
    """The values of a form whose fields are facts (see `engine.facts`), by the names of the facts, as JSON. What it
    computes is among them; what is not known, or not asked for, is left out."""
    found = {
        f"{bound.form.id}.{name}": asked.type.write(bound.value(name), bound.years)
        for name, asked in bound.form.fields.items()
        if asked.type.answerable and not asked.fact and not asked.document
    }
    return {name: value for name, value in found.items() if value is not None}
