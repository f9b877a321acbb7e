"""Regions in three levels: six-digit codes of GB/T 2260, as the Ministry of Civil Affairs publishes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

CODE_LENGTH = 6

# Second-level codes that are not regions of their own: they only gather counties. The package calls them
# after the province or 省直辖县级行政单位; these are the names of the standard.
VIRTUAL = {
    "110100": "市辖区",
    "120100": "市辖区",
    "310100": "市辖区",
    "419000": "省直辖县级行政区划",
    "429000": "省直辖县级行政区划",
    "469000": "省直辖县级行政区划",
    "500100": "市辖区",
    "500200": "县",
    "659000": "自治区直辖县级行政区划",
}

# Cities without counties. Where the package has their towns (twelve digits), those are left out.
NO_COUNTY = frozenset({"441900", "442000", "460400", "620200"})

# In the package, but not in the standard, and why.
NOT_STANDARD = {
    "232761": "加格达奇区: a district of the forestry administration, known to statistics only",
    "232762": "松岭区: as 232761",
    "232763": "新林区: as 232761",
    "232764": "呼中区: as 232761",
}


@dataclass(frozen=True, order=True)
class Region:
    code: str
    name: str
    parent: str
    level: int
    kind: str = ""


def regions(files: Mapping[str, str]) -> list[Region]:
    found = [*provinces(files), *cities(files), *counties(files)]
    codes = {region.code for region in found}
    unused = (VIRTUAL.keys() | NO_COUNTY | NOT_STANDARD.keys()) - codes
    if unused:
        raise SystemExit(f"mends of regions that the package no longer needs: {sorted(unused)}")
    return sorted(region for region in found if region.code not in NOT_STANDARD)


def provinces(files: Mapping[str, str]) -> list[Region]:
    rows = json.loads(files["dist/code/provinces.json"])
    return [Region(padded(row["c"]), row["n"].strip(), "", 1) for row in rows]


def cities(files: Mapping[str, str]) -> list[Region]:
    found = []
    for row in json.loads(files["dist/code/cities.json"]):
        code = padded(row["c"])
        name, kind = row["n"].strip(), ""
        if code in VIRTUAL:
            name, kind = VIRTUAL[code], "virtual"
        elif code in NO_COUNTY:
            kind = "no-county"
        found.append(Region(code, name, padded(row["p"]), 2, kind))
    return found


def counties(files: Mapping[str, str]) -> list[Region]:
    found = []
    for row in json.loads(files["dist/code/counties.json"]):
        code, parent = row["c"], padded(row["cc"])
        if len(code) > CODE_LENGTH and parent in NO_COUNTY:
            continue  # a town
        found.append(Region(code, row["n"].strip(), parent, 3))
    return found


def padded(code: str | int) -> str:
    return str(code).ljust(CODE_LENGTH, "0")
