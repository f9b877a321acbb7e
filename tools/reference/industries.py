"""Industries in four levels: GB/T 4754-2017 with its amendment No. 1 of 2019."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

LEVEL_OF_LENGTH = {1: 1, 2: 2, 3: 3, 4: 4}  # C, 39, 391, 3911

# Codes the package has wrong: {its code: the code of the standard}.
WRONG_CODES = {
    "2038": "2039",  # 软木制品及其他木制品制造: the remainder of a group ends in 9
}

# Groups the package leaves out: {code: (name, parent)}. Their only class is added as in other such groups.
LEFT_OUT = {
    "403": ("钟表与计时仪器制造", "40"),
}


@dataclass(frozen=True)
class Industry:
    code: str
    name: str
    parent: str
    level: int


def industries(files: Mapping[str, str]) -> list[Industry]:
    """The package's rows with its codes corrected, what it leaves out added, and its names made clean."""
    listed = rows(files["src/data.js"])
    unused = (WRONG_CODES.keys() - listed.keys()) | (LEFT_OUT.keys() & listed.keys())
    if unused:
        raise SystemExit(f"mends of industries that the package no longer needs: {sorted(unused)}")
    known = {WRONG_CODES.get(code, code): row for code, row in listed.items()} | LEFT_OUT
    known |= only_classes(known)
    found = [Industry(c, clean(name), parent, LEVEL_OF_LENGTH[len(c)]) for c, (name, parent) in known.items()]
    return sorted(found, key=lambda industry: path(industry.code, known))


def path(code: str, known: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """The codes from the section down, so that a section stands before its divisions: C, 39, 391, 3911."""
    parent = known[code][1]
    return (*path(parent, known), code) if parent else (code,)


def rows(script: str) -> dict[str, tuple[str, str]]:
    """{code: (name, parent)}, from a script that assigns {parent: {code: name}} with the sections under "0"."""
    tree = json.loads(script.split("=", 1)[1].strip().rstrip(";"))
    found: dict[str, tuple[str, str]] = {}
    for parent, children in tree.items():
        for code, name in children.items():
            if code in found:
                raise SystemExit(f"industry {code} is listed twice")
            found[code] = (name, "" if parent == "0" else parent)
    return found


def only_classes(known: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The classes alone in their group, left out by the package: the group's code and 0, the group's name."""
    parents = {parent for _, parent in known.values()}
    return {
        f"{code}0": (name, code)
        for code, (name, _) in known.items()
        if LEVEL_OF_LENGTH[len(code)] == 3 and code not in parents
    }


def clean(name: str) -> str:
    """Brackets as the standard prints them (full-width), no blanks at the ends."""
    return name.strip().replace("(", "（").replace(")", "）")
