"""Codes of regions that are not in force any more: what they were called, the year they ended, what came after them.

Successive editions of the code list show which codes ended and between which two editions; a region that only changed its
rank (a county that became a district) is found again by its name. What the editions cannot show stands below: mergers and
divisions, new names, and the changes of autumn and winter, which the next edition shows a year late.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tools.reference.regions import CODE_LENGTH, Region, padded

GATHERING = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
NOT_SERVED = ("71", "81", "82")
RANKS = ("特区", "地区", "县", "市", "区")

STANDARD = ("200912", "201010", "201110", "201210", "201308", "201410", "201509", "201607")
"""The editions of the standard, by year and month."""

# In a list of the standard for a time, but codes of statistics only.
NOT_STANDARD = frozenset({"139001", "139002", "460321", "460322", "460323", "620201"})

# Ended in autumn or winter, so that the edition that first lacks them is one of the next year.
YEAR_BEFORE: dict[int, str] = {
    2010: "532621 420600 420607",
    2011: "320803",
    2012: "321284 370205 370284 441827 445221 520114",
    2013: "510811 330621 330682 360782 370802 370882 441421",
    2014:
        "230182 330183 350784 350822 410224 440116 441723 511422 520421 533421 610126 542100 542121 "
        "542122 542123 542124 542125 542126 542127 542128 542129 542132 542133",
    2015:
        "110228 110229 210282 231024 310108 320202 320203 320204 340702 340703 340721 340823 341521 "
        "411222 469003 510122 513229 530421 540125 610521 610823",
    2016:
        "130421 130428 130429 330204 330283 360721 361029 370181 411023 451281 500228 500232 510124 "
        "530122 610125",
    2017:
        "350182 540126 542400 542421 542422 542423 542424 542425 542426 542427 542428 542429 542430 "
        "542431",
    2018: "371200 371202 371203",
    2019: "140726 340225 360105 451023 530422 630122 652923",
    2020: "320602 320611 320684 340203 340208 340221 340222 421023 520221 632321",
}  # fmt: skip

YEARS = {code: year for year, codes in YEAR_BEFORE.items() for code in codes.split()}
YEARS["410211"] = 2014  # kept by the statistics for years
YEARS["220602"] = 2010  # the standard took its new name late

# Other names of a code in force that are no former name: a misprint, and a code that only the statistics used.
SPELLINGS = frozenset({("451402", "江洲区"), ("232701", "加格达奇区")})

# Renamed, with a part that went elsewhere.
PARTED = {"360402": "360402;360483"}  # 庐山区 -> 濂溪区, 庐山市

# {code: what came after it}, where the name does not show it. Regions that were divided have several.
SUCCESSORS = {
    # merged into a neighbour, or several into a new one
    "110103": "110101",  # 崇文区 -> 东城区
    "110104": "110102",  # 宣武区 -> 西城区
    "130103": "130102 130104",
    "130603": "130606",
    "130604": "130606",
    "140202": "140213 140214",
    "140203": "140214",
    "140211": "140212 140213 140214",
    "140402": "140403",
    "140411": "140403",
    "230702": "230717",
    "230705": "230751",
    "230706": "230718",
    "230707": "230724",
    "230708": "230717",
    "230709": "230751",
    "230710": "230724",
    "230711": "230717 230718",
    "230712": "230723",
    "230713": "230725",
    "230714": "230723",
    "230715": "230724",
    "230716": "230719",
    "310103": "310101",  # 卢湾区 -> 黄浦区
    "310108": "310106",  # 闸北区 -> 静安区
    "320103": "320104",
    "320107": "320106",
    "320202": "320213",  # 崇安区、南长区、北塘区 -> 梁溪区
    "320203": "320213",
    "320204": "320213",
    "320304": "320302 320311 320312",
    "320405": "320412",
    "320502": "320508",  # 沧浪区、平江区、金阊区 -> 姑苏区
    "320503": "320508",
    "320504": "320508",
    "320611": "320613",
    "320705": "320706",
    "320802": "320812",
    "320811": "320812",
    "321011": "321003",
    "330103": "330105",  # 下城区 -> 拱墅区
    "330104": "330102 330114",  # 江干区 -> 上城区、钱塘区
    "330204": "330212",
    "340208": "340209",
    "340502": "340503",
    "340702": "340705",
    "340703": "340705",
    "350402": "350404",
    "360105": "360112",
    "370205": "370203",
    "370284": "370211",
    "370634": "370614",
    "370802": "370811",
    "410211": "410202",
    "410306": "410308",
    "440116": "440112",
    "440903": "440904",
    "450404": "450403",
    "520114": "520111",
    # divided: the larger part bears the old name or a new one
    "130323": "130302 130304 130306",
    "130421": "130402 130403",
    "130429": "130403 130408",
    "130521": "130502 130503",
    "130721": "130702 130703 130705",
    "330621": "330602 330603",
    "341424": "340207 340523",
    "360782": "360702 360703",
    "371081": "371002 371003",
    "445121": "445102 445103",
    "445221": "445202 445203",
    "445323": "445302 445303",
    "511521": "511502 511504",
    "511721": "511702 511703",
    "520221": "520201 520204",
    "520321": "520302 520303 520304",
    "522201": "520602 520603",
    # a new name with the new rank
    "120225": "120119",
    "130223": "130284",
    "130230": "130209",
    "130526": "130505",
    "140227": "140215",
    "140421": "140404",
    "232723": "232701",
    "340221": "340210",
    "340721": "340706",
    "341402": "340181",
    "350427": "350405",
    "360421": "360404",
    "360427": "360483",
    "360721": "360704",
    "361121": "361104",
    "371202": "370116",
    "371421": "371403",
    "410224": "410212",
    "411023": "411003",
    "411222": "411203",
    "420321": "420304",
    "430221": "430212",
    "441421": "441403",
    "450127": "450181",
    "469003": "460400",
    "469031": "460300",
    "469032": "460300",
    "469033": "460300",
    "500222": "500110",
    "500225": "500111",
    "500234": "500154",
    "510124": "510117",
    "510724": "510705",
    "520222": "520281",
    "522401": "520502",
    "542121": "540302",
    "542301": "540202",
    "542421": "540602",
    "542621": "540402",
    "610125": "610118",
    "610427": "610482",
    "610521": "610503",
    "652101": "650402",
    "652201": "650502",
    # a city that was divided among others
    "341400": "340100 340200 340500",
    "371200": "370100",
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Retired:
    code: str
    name: str
    ended: int
    successors: str
    source: str


# Industries before the amendment of the standard: the commission of supervision took the first code of the group.
AMENDED = (
    Retired("923", "人民法院和人民检察院", 2019, "923", "GB/T 4754-2017 第1号修改单"),
    Retired("9231", "人民法院", 2019, "9232", "GB/T 4754-2017 第1号修改单"),
    Retired("9232", "人民检察院", 2019, "9233", "GB/T 4754-2017 第1号修改单"),
)


@dataclass(frozen=True)
class Edition:
    """The regions of one day, and where they were read."""

    year: int
    names: Mapping[str, str]
    source: str


def standard_editions(files: Mapping[str, str], source: str) -> list[Edition]:
    return [Edition(int(month[:4]), json.loads(files[f"lib/{month}.json"]), source) for month in STANDARD]


def statistical_edition(year: int, files: Mapping[str, str], source: str) -> Edition:
    names: dict[str, str] = {}
    for table in ("provinces", "cities", "areas"):
        for row in csv.DictReader(io.StringIO(files[f"dist/{table}.csv"].removeprefix("\ufeff"))):
            names[padded(row["code"])] = row["name"]
    return Edition(year, names, source)


def retired_regions(editions: Iterable[Edition], current: Iterable[Region]) -> list[Retired]:
    """The codes that a list of the standard has, and `current` has not; the former names of those it has."""
    in_force = {region.code: region.name for region in current}
    several = [*editions, Edition(0, in_force, "")]
    standard = {code: name for each in several[: len(STANDARD)] for code, name in each.names.items()}
    ended = {code: name for code, name in standard.items() if code not in in_force and is_region(code, name)}
    tell_unused(ended)
    renamed = [each for code in in_force if code in standard for each in former_names(code, several)]
    return sorted([*(retired(code, several) for code in ended), *renamed])


def retired(code: str, editions: list[Edition]) -> Retired:
    last = max(place for place, each in enumerate(editions) if code in each.names)
    before, after = editions[last], editions[last + 1]
    name = before.names[code]
    found = SUCCESSORS[code].split() if code in SUCCESSORS else same_name(code, name, before, after)
    return Retired(code, name, YEARS.get(code, after.year), ";".join(found), after.source)


def former_names(code: str, editions: list[Edition]) -> Iterator[Retired]:
    """The names a code bore before it got another one: its region was renamed, or merged into the one that has it now."""
    listed = [each for each in editions if code in each.names]
    for before, after in pairwise(listed):
        name = before.names[code]
        if name != after.names[code] and (code, name) not in SPELLINGS:
            yield Retired(code, name, YEARS.get(code, after.year), PARTED.get(code, code), after.source)


def same_name(code: str, name: str, before: Edition, after: Edition) -> list[str]:
    """The new code of the province that bears the name, whatever its rank: a county's for a county, a city's for a city."""
    city = code.endswith("00")
    return [
        other
        for other, its in after.names.items()
        if other not in before.names
        and other[:2] == code[:2]
        and other.endswith("00") == city
        and len(other) == CODE_LENGTH
        and stem(its) == stem(name)
    ]


def stem(name: str) -> str:
    return next((name.removesuffix(rank) for rank in RANKS if name.endswith(rank) and name != rank), name)


def is_region(code: str, name: str) -> bool:
    return name not in GATHERING and not code.startswith(NOT_SERVED) and code not in NOT_STANDARD


def tell_unused(ended: Mapping[str, str]) -> None:
    unused = SUCCESSORS.keys() - ended.keys()
    if unused:
        raise SystemExit(f"successors of regions that have not ended: {sorted(unused)}")
