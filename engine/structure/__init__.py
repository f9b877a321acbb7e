"""The JSON Schemas of the files in a folder of forms, for completion in editors.

The compiler reads files by the same shapes, so schema and compiler cannot disagree. Kinds of field are told apart by
``if``/``then`` on their type: ``oneOf`` would complain of every kind at once.
"""

from engine.structure.files import (
    facts_schema,
    list_schema,
    overlay_schema,
    part_schema,
    procedures_schema,
    units_schema,
)
from engine.structure.forms import form_schema

__all__ = [
    "facts_schema",
    "form_schema",
    "list_schema",
    "overlay_schema",
    "part_schema",
    "procedures_schema",
    "units_schema",
]
