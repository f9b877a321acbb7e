"""Authorities and their chain: who looks at what an enterprise sends, from its county up to the ministry.

The table names the authorities of the country, of its provinces and of cities that act as provinces, and those that are
asked and not derived from a region; it gives the name of all others as a pattern. This module knows codes and levels only.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.diagnostics import Collector, Position, Span
from engine.reference import VIRTUAL, CodeEntry, CodeTable, code_table
from engine.tabbed import Row, read_rows

LEVELS = ("ministry", "province", "city", "county")
"""The levels from the highest; the place of a level is the level of the regions it is for (0: the whole country)."""

ASKED, DERIVED = "asked", "derived"
EVERY = "*"
_HEADINGS = ("code", "name", "level", "kind", "region", "over", "given", "source")


@dataclass(frozen=True, slots=True)
class Authority:
    """Who looks at submissions of a region at one level.

    One that is `asked` is chosen by those who fill a form and may be chosen in `region` ('' is the whole country); in
    the regions of `over` it has the authorities of lower levels below it, elsewhere none.
    """

    code: str
    name: str
    level: str
    kind: str
    region: str
    over: tuple[str, ...] = ()
    asked: bool = False
    source: str = ""

    @property
    def rank(self) -> int:
        """0 for the highest level."""
        return LEVELS.index(self.level)


@dataclass(frozen=True, slots=True)
class Authorities:
    """All authorities: those named, by code; those that a region leads to, by region; patterns for all others."""

    regions: CodeTable = field(default_factory=lambda: code_table("regions", ()), repr=False)
    named: Mapping[str, Authority] = field(default_factory=dict, hash=False)
    by_region: Mapping[str, Authority] = field(default_factory=dict, hash=False, repr=False)
    patterns: Mapping[str, Authority] = field(default_factory=dict, hash=False, repr=False)

    def get(self, code: str) -> Authority | None:
        """An authority by its code: one that is named, or that of the region with this code."""
        entry = self.regions.get(code)
        return self.named.get(code) or (_of_region(self, entry) if entry else None)


def chain_of(authorities: Authorities, region: str, asked: str | None = None) -> tuple[Authority, ...]:
    """The authorities of `region` from the lowest level up; `asked` is the code of one that was chosen.

    Empty where the region is unknown, or where the one asked for may not be chosen there.
    """
    derived = tuple(_derived(authorities, region))
    if not asked:
        return derived
    chosen = next((each for each in asked_in(authorities, region) if each.code == asked), None)
    if chosen is None:
        return ()
    kept = _lies_in(authorities.regions, region, chosen.over)
    below = [each for each in derived if each.rank > chosen.rank] if kept else []
    return (*below, chosen, *(each for each in derived if each.rank < chosen.rank))


def recommending_authority(
    authorities: Authorities, region: str, asked: str | None = None
) -> Authority | None:
    """The authority of the chain that recommends to the ministry: the province's, or of what acts as a province."""
    chain = chain_of(authorities, region, asked)
    return next((each for each in chain if each.level == LEVELS[1]), None)


def asked_in(authorities: Authorities, region: str) -> tuple[Authority, ...]:
    """The authorities that may be chosen in `region`, in the order of the table."""
    asked = (each for each in authorities.named.values() if each.asked)
    return tuple(each for each in asked if _lies_in(authorities.regions, region, (each.region,)))


def _lies_in(regions: CodeTable, region: str, several: Iterable[str]) -> bool:
    wanted = set(several)
    return any(entry.code in wanted for entry in regions.path(region))


def _derived(authorities: Authorities, region: str) -> Iterator[Authority]:
    """One authority a level, the nearest to the region."""
    rank = len(LEVELS)
    for entry in reversed(authorities.regions.path(region)):
        found = _of_region(authorities, entry)
        if found is not None and found.rank < rank:
            rank = found.rank
            yield found
    highest = authorities.by_region.get("")
    if highest is not None and rank < len(LEVELS):
        yield highest


def _of_region(authorities: Authorities, entry: CodeEntry) -> Authority | None:
    if entry.kind == VIRTUAL:
        return None
    named = authorities.by_region.get(entry.code)
    pattern = authorities.patterns.get(LEVELS[entry.level])
    if named is not None or pattern is None:
        return named
    above = [each.name for each in authorities.regions.path(entry.parent) if each.kind != VIRTUAL]
    name = pattern.name.replace("{parent}", above[-1] if above else "").replace("{region}", entry.name)
    return Authority(entry.code, name, pattern.level, pattern.kind, entry.code, source=pattern.source)


# --- Reading -----------------------------------------------------------------------------------------------------


def read_authorities(text: str, file: str, regions: CodeTable, collector: Collector) -> Authorities:
    """The authorities of a table, over `regions`; mistakes go to `collector`."""
    named: dict[str, Authority] = {}
    by_region: dict[str, Authority] = {}
    patterns: dict[str, Authority] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in read_rows(text, file, _HEADINGS, collector):
        if not (_is_complete(row, collector) and _is_placed(row, regions, collector)):
            continue
        found = _authority(row)
        if not _is_first(row, found, lines, collector):
            continue
        if found.code == EVERY:
            patterns[found.level] = found
        else:
            named[found.code] = found
            by_region |= {} if found.asked else {found.region: found}
    return Authorities(regions, named, by_region, patterns)


def _authority(row: Row) -> Authority:
    return Authority(
        row["code"],
        row["name"],
        row["level"],
        row["kind"],
        row["region"],
        _codes(row, "over"),
        row["given"] == ASKED,
        row["source"],
    )


def _codes(row: Row, heading: str) -> tuple[str, ...]:
    return tuple(each for each in row[heading].split(";") if each)


def _is_complete(row: Row, collector: Collector) -> bool:
    for heading in ("code", "name"):
        if not row[heading]:
            collector.add("F165", row.span(heading), column=heading)
            return False
    for heading, known in (("level", LEVELS), ("given", (DERIVED, ASKED))):
        if row[heading] not in known:
            listed = ", ".join(known)
            collector.add("F167", row.span(heading), found=row[heading], column=heading, known=listed)
            return False
    return True


def _is_placed(row: Row, regions: CodeTable, collector: Collector) -> bool:
    """Whether the regions of a row are in the table of regions."""
    for heading in ("region", "over"):
        for code in _codes(row, heading):
            if code not in regions and code != EVERY:
                collector.add("F166", row.span(heading), found=code)
                return False
    return True


def _is_first(row: Row, found: Authority, lines: dict[tuple[str, str], int], collector: Collector) -> bool:
    """Whether neither the code nor the region of a row has one already; `lines` remembers where each stood."""
    pattern = found.code == EVERY
    first = lines.setdefault(("code", f"{EVERY} {found.level}" if pattern else found.code), row.line)
    if first != row.line:
        collector.add("F162", row.span("code"), found=found.code, first=first)
        return False
    if pattern or found.asked:
        return True
    first = lines.setdefault(("region", found.region), row.line)
    if first != row.line:
        collector.add("F168", row.span("region"), found=found.region, first=first)
    return first == row.line


def prove_chains(authorities: Authorities, file: str, collector: Collector) -> None:
    """Tell which regions have no complete chain: from their own level over a province's authority to the ministry.

    Each cause is told once, with one of the regions that suffer from it.
    """
    regions = authorities.regions
    causes: dict[tuple[str, str], list[CodeEntry]] = {}
    alike: dict[tuple[str, int, bool], tuple[tuple[str, str], ...]] = {}
    for entry in regions.entries.values():
        if entry.code in regions.children:
            continue
        key = entry.parent, entry.level, entry.code in authorities.by_region
        if key not in alike:  # what lies below one region has one chain from there on
            alike[key] = tuple(_causes(authorities, entry))
        for cause in alike[key]:
            causes.setdefault(cause, []).append(entry)
    start = Span(file, Position(1, 1), Position(1, 2))
    for (level, region), several in causes.items():
        example = f"{several[0].code} {several[0].name}"
        collector.add("F169", start, level=level, region=region, count=len(several), example=example)


def _causes(authorities: Authorities, entry: CodeEntry) -> Iterator[tuple[str, str]]:
    """What the chain of a region lacks: the level, and the row that would mend it."""
    chain = chain_of(authorities, entry.code)
    levels = {each.level for each in chain}
    if not chain or chain[0].region != entry.code:
        yield LEVELS[entry.level], EVERY
    if LEVELS[1] not in levels:
        yield LEVELS[1], authorities.regions.path(entry.code)[0].code
    if LEVELS[0] not in levels:
        yield LEVELS[0], ""
