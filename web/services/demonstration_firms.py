"""The enterprises of the demonstration's season: a few dozen kinds, and for each kind many that differ in name and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from engine.authorities import Authority, asked_in
from engine.binding import bind
from engine.fields.identifier import credit_check, organisation_check
from engine.supply import facts_of
from web import messages_demonstration as messages
from web.platform import Platform
from web.services.certifying import end_of
from web.services.following import INDUSTRY, REGION, REVIEWED_BY
from web.services.known import Held

PROFILE = "enterprise"
MOBILE, PHONE = "13800000000", "010-00000000"
"""Nobody's numbers: every enterprise of the demonstration has the same."""

INNOVATIVE, SPECIALIZED, LITTLE_GIANT = (
    "certification.innovative",
    "certification.specialized",
    "certification.little_giant",
)
TITLES = (INNOVATIVE, SPECIALIZED, LITTLE_GIANT)
DAYS_LEFT = (12, 25, 60, 85, 130, 170, 240, 400, 560, 700, 900, 1040)
"""For how many days titles still hold, in turn."""

ENDED = -40
TIERS = (0, 0, 0, 1, 0, 2, 1, 0, 3, 1, 0, 2)
"""How many titles the kinds hold, in turn."""

USUAL = 2
WEIGHTS = {
    "44": 9,
    "32": 9,
    "33": 8,
    "37": 7,
    "35": 6,
    "51": 4,
    "42": 4,
    "34": 4,
    "43": 4,
    "41": 4,
    "31": 4,
    "11": 4,
}
"""How many enterprises the provinces have, compared with one another."""

KNOWN_COUNTIES = ("350211", "350203", "440305", "440306")
"""Where those officers work who are printed: there is something to do for them."""

CITIES, COUNTIES = 3, 2
"""How many cities of a province and counties of a city the enterprises are in."""


@dataclass(frozen=True)
class Kind:
    """What many enterprises have in common: everything but their names and places."""

    number: int
    trade: tuple[tuple[str, ...], str, str, str]
    facts: Mapping[str, Any]
    titles: tuple[Held, ...]

    @property
    def tier(self) -> int:
        return len(self.titles)


@dataclass
class SeasonFirm:
    """An enterprise of the season; its rows are written with the numbers given here."""

    id: int
    account_id: int
    kind: Kind
    name: str
    credit_code: str
    region: str
    chain: tuple[Authority, ...]
    identity: Mapping[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)

    def at(self, level: str) -> str:
        """The code of its authority of a level."""
        return next((each.code for each in self.chain if each.level == level), "")


def make_kinds(platform: Platform, number: int, today: date) -> tuple[Kind, ...]:
    """The kinds of enterprises there are."""
    return tuple(_kind(platform, each, today) for each in range(number))


def _kind(platform: Platform, number: int, today: date) -> Kind:
    trade = messages.TRADES[number % len(messages.TRADES)]
    industries = platform.catalogue.tables["industries"]
    codes = tuple(each for each in trade[0] if each in industries)
    size = 1 + number % 7
    given = {
        "region": KNOWN_COUNTIES[1],
        "industry": codes[number // len(messages.TRADES) % len(codes)],
        "contact": messages.CONTACT,
        "contact_phone": PHONE,
        "contact_mobile": MOBILE,
        "legal_representative_mobile": MOBILE,
        "registration_date": f"{2006 + number % 13}-0{1 + number % 9}-1{number % 9}",
        "registered_capital": str(300 * size),
        "niche": trade[2],
        "product": trade[3],
        "staff": 24 + 31 * size,
        "revenue": str(2150 * size + 37 * number),
        "assets": str(1900 * size + 23 * number),
        "legal_person": True,
        "listed_abnormal": number % 23 == 22,
        "restricted_products": False,
        "major_incident": False,
    }
    identity = {
        "identity.name": messages.CONTACT,
        "identity.credit_code": "91350211MADEM00113",
        "identity.legal_representative": messages.REPRESENTATIVE,
    }
    form = platform.catalogue.form(PROFILE)
    found = {} if form is None else {**identity, **facts_of(bind(form, given, identity, today))}
    return Kind(
        number, (codes, *trade[1:]), {**found, "profile.complete": True}, tuple(_titles(number, today))
    )


def _titles(number: int, today: date) -> Iterator[Held]:
    """What a kind holds: each title for as long as it is its turn; one kind held one that has ended."""
    tier = TIERS[number % len(TIERS)]
    if number % 17 == 4 and not tier:
        yield _held(INNOVATIVE, today, ENDED)
    for place, fact in enumerate(TITLES[:tier]):
        yield _held(fact, today, DAYS_LEFT[(number // 3 + 5 * place) % len(DAYS_LEFT)])


def _held(fact: str, today: date, left: int) -> Held:
    since = today + timedelta(days=left - 3 * 365)
    return Held(fact, since, end_of(since, 3), messages.batch(since.year))


# --- Names and places ----------------------------------------------------------------------------------------


def make_firms(
    platform: Platform, chance: Random, kinds: Sequence[Kind], number: int, first: tuple[int, int]
) -> list[SeasonFirm]:
    """So many enterprises over all provinces; `first` are the numbers of the first enterprise and the first account."""
    places = _places(platform, chance)
    taken: set[str] = set()
    return [
        _firm(platform, chance, kinds[place % len(kinds)], place, places[place % len(places)], first, taken)
        for place in range(number)
    ]


def _firm(
    platform: Platform,
    chance: Random,
    kind: Kind,
    place: int,
    region: str,
    first: tuple[int, int],
    taken: set[str],
) -> SeasonFirm:
    regions = platform.catalogue.tables["regions"]
    zones = [each.code for each in asked_in(platform.catalogue.authorities, region) if each.kind == "zone"]
    asked = chance.choice(zones) if zones and place % 5 == 0 else None
    where = [each.name for each in regions.path(region) if each.kind != "virtual"][-1]
    name = _name(chance, kind, where.removesuffix("区").removesuffix("县"), taken)
    body = f"MADB{place:04d}"
    start = f"91{region}{body}{organisation_check(body)}"
    code = start + credit_check(start)
    identity = {
        "identity.name": name,
        "identity.credit_code": code,
        f"{PROFILE}.name": name,
        f"{PROFILE}.credit_code": code,
        f"{PROFILE}.address": where + messages.ADDRESS.format(number=1 + place % 97),
        f"{PROFILE}.email": f"contact@firm{place}.example",
        REGION: region,
        INDUSTRY: kind.facts[INDUSTRY],
        **({REVIEWED_BY: asked} if asked else {}),
    }
    chain = platform.catalogue.chain(region, asked)
    return SeasonFirm(first[0] + place, first[1] + place, kind, name, code, region, chain, identity)


def _name(chance: Random, kind: Kind, where: str, taken: set[str]) -> str:
    while True:
        word = chance.choice(messages.WORDS)
        if chance.random() < 0.4:
            word += chance.choice(messages.WORDS)
        ending = chance.choice(("有限公司", "科技有限公司", "股份有限公司"))
        name = f"示例{word}{kind.trade[1]}（{where}）{ending}"
        if name not in taken:
            taken.add(name)
            return name


def _places(platform: Platform, chance: Random) -> list[str]:
    """Counties in all provinces, those of provinces with many enterprises more often, mixed."""
    regions = platform.catalogue.tables["regions"]
    found: list[str] = []
    for province in (each for each in regions.entries.values() if each.level == 1):
        cities = [each.code for each in regions.children.get(province.code, ())]
        counties = [
            each
            for city in chance.sample(cities, min(CITIES, len(cities)))
            for each in _counties(platform, chance, city)
        ]
        named = [each for each in KNOWN_COUNTIES if each[:2] == province.code[:2]]
        several = [*counties, *named, *named]
        if several:
            times = WEIGHTS.get(province.code[:2], USUAL)
            found += [several[place % len(several)] for place in range(max(6 * times, len(several)))]
    chance.shuffle(found)
    return found


def _counties(platform: Platform, chance: Random, city: str) -> list[str]:
    """Some counties of a city whose chain of authorities is complete."""
    several = [each.code for each in platform.catalogue.tables["regions"].children.get(city, ())]
    whole = [each for each in several if _is_whole(platform, each)]
    return chance.sample(whole, min(COUNTIES, len(whole)))


def _is_whole(platform: Platform, region: str) -> bool:
    levels = {each.level for each in platform.catalogue.chain(region)}
    return {"county", "province", "ministry"} <= levels
