"""Authorities as people look for them: by code, or by the name of a region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from engine.authorities import Authority
from web.platform import Platform
from web.services.people import SignedIn
from web.services.permissions import is_below

MOST_FOUND = 50
_NEAR = 3


def authority_of(platform: Platform, by: SignedIn | None) -> Authority | None:
    """The authority of an officer; for the operator (None) the highest there is."""
    if by is None:
        return platform.catalogue.authorities.by_region.get("")
    return platform.catalogue.authorities.get(by.authority) if by.authority else None


def may_look_after(platform: Platform, by: SignedIn | None, code: str) -> bool:
    """Whether somebody may look after the officers of this authority: their own, or one below it."""
    authorities = platform.catalogue.authorities
    if by is None:
        return authorities.get(code) is not None
    return is_below(authorities, authority_of(platform, by), authorities.get(code))


def is_highest(authority: Authority | None) -> bool:
    """Whether an authority is for the whole country."""
    return authority is not None and not authority.region and not authority.asked


def find_authorities(
    platform: Platform, words: str, by: SignedIn | None = None, limit: int = MOST_FOUND
) -> tuple[Authority, ...]:
    """The authorities somebody may look after with this code, or with all these words in their code, their name or the
    names of their regions; the higher first."""
    text = words.strip()
    exact = platform.catalogue.authorities.get(text)
    if exact is not None:
        return (exact,) if may_look_after(platform, by, exact.code) else ()
    wanted = text.split()
    if not wanted:
        return ()
    found = [each for each in _all(platform) if all(word in _searched(platform, each) for word in wanted)]
    within = (each for each in found if may_look_after(platform, by, each.code))
    return tuple(sorted(within, key=lambda each: (each.rank, each.code))[:limit])


def near_codes(platform: Platform, code: str) -> tuple[str, ...]:
    """Codes of authorities that look like this one, each with its name."""
    by_code = {each.code: each for each in _all(platform)}
    text = code.strip().upper()
    begun = [each for each in by_code if text and each.startswith(text)][:_NEAR]
    near = begun or get_close_matches(text, by_code, _NEAR, 0.8)
    return tuple(f"{each}（{by_code[each].name}）" for each in near)


def names_of(platform: Platform, codes: Iterable[str]) -> Mapping[str, str]:
    """The names of authorities by their codes; those that are none are left out."""
    found = ((each, platform.catalogue.authorities.get(each)) for each in codes)
    return {code: authority.name for code, authority in found if authority is not None}


def region_in_words(platform: Platform, authority: Authority | None) -> str:
    """The region of an authority, from the top down; the whole country where it has none."""
    if authority is None:
        return ""
    above = platform.catalogue.authorities.regions.path(authority.region)
    return "".join(each.name for each in above if each.kind != "virtual") or "全国"


def _all(platform: Platform) -> Iterator[Authority]:
    """Every authority there is, each once."""
    authorities = platform.catalogue.authorities
    yield from authorities.named.values()
    for code in authorities.regions.entries:
        found = authorities.get(code)
        if found is not None and found.code == code and code not in authorities.named:
            yield found


def _searched(platform: Platform, authority: Authority) -> str:
    return f"{authority.code} {authority.name} {region_in_words(platform, authority)}"
