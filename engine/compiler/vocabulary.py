"""The words of the language: every block of a form file with its keys. `tidu schema` and the compiler both read this."""

from engine.parts import INCLUDE as INCLUDE
from engine.parts import PART_LISTS as PART_LISTS
from engine.shapes import (
    AnyNode,
    Block,
    Code,
    Day,
    Formula,
    Identifier,
    Key,
    ListOf,
    OneOf,
    PairsOf,
    Quantity,
    WholeNumber,
    Words,
    YesNo,
)

CERTAINTIES = ("verified", "recalled", "inferred", "reconstructed", "illustrative")
SOURCE = OneOf(CERTAINTIES)
NODES = ListOf(AnyNode())
SOME_NODES = ListOf(AnyNode(), 1)

BASIS = Block({"title": Key(Words(), True), "number": Key(Words()), "source": Key(SOURCE)}, "basis")

COMMON_FIELD_KEYS = {
    "id": Key(Identifier(), True),
    "type": Key(Words(), True),
    "label": Key(Words(200), True),
    "short": Key(Words(40)),
    "help": Key(Words(400)),
    "years": Key(WholeNumber(1, 10)),
    "required": Key(Formula()),
    "visible": Key(Formula()),
    "readonly": Key(Formula()),
    "value": Key(AnyNode({"type": ["string", "number", "object"]})),
    "counts_as": Key(Quantity(percent=True)),
    "clause": Key(Words()),
    "source": Key(SOURCE),
    "filled_by": Key(OneOf(("enterprise", "recommender"))),
}

FACT_FIELD = Block(
    {"fact": Key(Words(), True), "label": Key(Words()), "help": Key(Words(400)), "required": Key(YesNo())},
    "fact_field",
)

DOCUMENT_KEYS = {
    key: COMMON_FIELD_KEYS[key]
    for key in ("id", "label", "short", "help", "required", "visible", "clause", "source")
}

SECTION = Block(
    {
        "section": Key(Identifier(), True),
        "title": Key(Words(), True),
        "help": Key(Words(600)),
        "visible": Key(Formula()),
        "filled_by": Key(OneOf(("enterprise", "recommender"))),
        "source": Key(SOURCE),
        "fields": Key(NODES),
        "checks": Key(NODES),
    },
    "section",
)

CHECK = Block(
    {
        "id": Key(Identifier()),
        "ensure": Key(Formula(), True),
        "when": Key(Formula()),
        "message": Key(Words(), True),
        "at": Key(AnyNode({"type": ["string", "array"]}), True),
        "severity": Key(OneOf(("error", "warning"))),
        "clause": Key(Words()),
        "source": Key(SOURCE),
    },
    "check",
)

CONDITION_KEYS = {
    "ensure": Key(Formula()),
    "all": Key(NODES),
    "any": Key(NODES),
    "none": Key(NODES),
    "some": Key(Block({"at_least": Key(WholeNumber(1), True), "of": Key(SOME_NODES, True)}, "some")),
    "cases": Key(SOME_NODES),
}
CONDITION = Block(
    {"title": Key(Words()), "clause": Key(Words()), "source": Key(SOURCE), **CONDITION_KEYS}, "condition"
)
CASE_KEYS = {"when": Key(Formula(), True), "title": Key(Words()), "clause": Key(Words())}
CONDITION_CASE = Block({**CASE_KEYS, **CONDITION_KEYS}, "condition_case")

THRESHOLDS = PairsOf(Quantity(percent=True), Quantity())
BAND_KEYS = ("at_least", "above", "at_most", "below")
TABLE = Block(
    {
        "inputs": Key(ListOf(Formula(), 1), True),
        "hit": Key(OneOf(("first", "only"))),
        "rows": Key(SOME_NODES, True),
    },
    "decision_table",
)
POINTS_KEYS = {
    "of": Key(Formula()),
    **{key: Key(THRESHOLDS) for key in BAND_KEYS},
    "otherwise": Key(Quantity()),
    "undefined": Key(Quantity()),
    "take": Key(OneOf(("sum", "best"))),
    "option_points": Key(PairsOf(Identifier(), Quantity())),
    "per": Key(Quantity(percent=True)),
    "each": Key(AnyNode({"type": ["string", "array"]})),
    "points": Key(Formula()),
    "best": Key(SOME_NODES),
    "sum": Key(SOME_NODES),
    "cases": Key(SOME_NODES),
    "table": Key(TABLE),
}
PARTIAL_RULE = Block({**POINTS_KEYS, "out_of": Key(Quantity()), "title": Key(Words())}, "rule")
POINTS_CASE = Block(
    {
        **CASE_KEYS,
        **{key: value for key, value in CONDITION_KEYS.items() if key != "cases"},
        "when": Key(Formula()),
        **POINTS_KEYS,
        "out_of": Key(Quantity()),
    },
    "points_case",
)
INDICATOR = Block(
    {
        "id": Key(Identifier(), True),
        "number": Key(Code()),
        "title": Key(Words(), True),
        "clause": Key(Words()),
        "source": Key(SOURCE),
        "out_of": Key(Quantity(), True),
        **POINTS_KEYS,
    },
    "indicator",
)
GROUP = Block(
    {
        "id": Key(Identifier(), True),
        "title": Key(Words(), True),
        "out_of": Key(Quantity(), True),
        "minimum": Key(Quantity()),
        "clause": Key(Words()),
        "source": Key(SOURCE),
        "indicators": Key(NODES),
        "groups": Key(NODES),
    },
    "group",
)
SCORE = Block({"out_of": Key(Quantity(), True), "title": Key(Words()), "groups": Key(NODES, True)}, "score")
CONCLUSION = Block(
    {
        "id": Key(Identifier(), True),
        "title": Key(Words(), True),
        "clause": Key(Words()),
        "source": Key(SOURCE),
        **CONDITION_KEYS,
    },
    "conclusion",
)
GATE = Block({"title": Key(Words()), "clause": Key(Words()), "source": Key(SOURCE), **CONDITION_KEYS}, "gate")
APPLIES_TO = Block({"title": Key(Words()), "clause": Key(Words()), "source": Key(SOURCE)}, "applies_to")
"""What ``applies_to`` says beside the facts, whose names all have a dot."""
LEVEL = Block(
    {
        "level": Key(WholeNumber(1), True),
        "title": Key(Words(), True),
        "clause": Key(Words()),
        **CONDITION_KEYS,
    },
    "level",
)
ROUTE = Block(
    {
        "to": Key(Words(), True),
        "title": Key(Words()),
        "when": Key(Formula()),
        **{k: v for k, v in CONDITION_KEYS.items() if k != "cases"},
    },
    "route",
)
PARAMETER = Block(
    {
        "value": Key(AnyNode({"type": ["number", "string", "object"]}), True),
        "title": Key(Words()),
        "unit": Key(Words()),
        "clause": Key(Words()),
        "source": Key(SOURCE),
    },
    "parameter",
)
LOCAL = Block(
    {
        "indicators": Key(
            Block(
                {
                    "in_place_of": Key(Identifier(), True),
                    "at_least": Key(WholeNumber(1)),
                    "at_most": Key(WholeNumber(1)),
                },
                "local_indicators",
            )
        ),
        "sections": Key(Block({"in_place_of": Key(ListOf(Identifier(), 1), True)}, "local_sections")),
        "documents": Key(YesNo()),
        "raises": Key(ListOf(Identifier(), 1)),
        "conditions": Key(ListOf(Identifier(), 1)),
    },
    "local",
)
OVERLAY = Block(
    {
        "overlay": Key(Identifier(), True),
        "authority": Key(Code(), True),
        "editions": Key(ListOf(Day(), 1), True),
        "title": Key(Words(), True),
        "source": Key(SOURCE),
        "basis": Key(AnyNode({"type": ["object", "array"]})),
        "sections": Key(SOME_NODES),
        "indicators": Key(NODES),
        "documents": Key(SOME_NODES),
        "parameters": Key(AnyNode({"type": "object"})),
        "conditions": Key(AnyNode({"type": "object"})),
    },
    "overlay",
)
FORM = Block(
    {
        "form": Key(Identifier(), True),
        "title": Key(Words(), True),
        "edition": Key(Day(), True),
        "until": Key(Day()),
        "summary": Key(Words(600)),
        "source": Key(SOURCE),
        "basis": Key(AnyNode({"type": ["object", "array"]})),
        "years": Key(Block({"since": Key(Words(), True)}, "years")),
        "parameters": Key(AnyNode({"type": "object"})),
        "applies_to": Key(AnyNode({"type": "object"})),
        "open_to": Key(GATE),
        "before": Key(GATE),
        "sections": Key(SOME_NODES, True),
        "checks": Key(NODES),
        "documents": Key(NODES),
        "score": Key(SCORE),
        "conclusions": Key(NODES),
        "levels": Key(NODES),
        "routes": Key(NODES),
        "local": Key(LOCAL),
    },
    "form",
)
PART = Block(
    {"part": Key(Words()), "title": Key(Words()), **{name: Key(SOME_NODES) for name in PART_LISTS}}, "part"
)
LIKE_KEYS = {
    "like": Key(Words(), True),
    "change": Key(AnyNode({"type": "object"})),
    "remove": Key(ListOf(Code())),
    "add": Key(NODES),
}
