"""What a code contains, as prefixes: a section of industries holds its divisions, a province every code that begins alike."""

from functools import lru_cache

from engine.diagnostics import Collector, Span
from engine.reference import CodeTable


@lru_cache(maxsize=4096)
def prefixes(table: CodeTable, code: str) -> tuple[str, ...]:
    """The beginnings that `code` and everything below it have, and no other code of the table."""
    below = table.children.get(code, ())
    if not below:
        return (_shortest(table, code, code),)
    stem = code.rstrip("0") or code
    if all(each.code.startswith(stem) for each in below):
        return (_shortest(table, code, stem),)
    found = [prefix for each in below for prefix in prefixes(table, each.code)]
    return tuple(sorted(set(found)))


def _shortest(table: CodeTable, code: str, stem: str) -> str:
    """The longest of `code`'s own beginnings, from `stem` on, that no code outside it shares."""
    for length in range(len(stem), len(code)):
        prefix = code[:length]
        alike = (each for each in table.entries if each.startswith(prefix))
        if all(any(entry.code == code for entry in table.path(each)) for each in alike):
            return prefix
    return code


def tell_unknown(collector: Collector, span: Span, table: CodeTable | None, system: str, code: str) -> None:
    """Report a code that its table does not have; one that ended, with what came after it."""
    former = table.retired.get(code) if table else None
    if table is None or former is None:
        collector.add("F305", span, met=code, system=f"@system.{system}")
        return
    now = table.now(former)
    collector.add(
        "F172",
        span,
        suggestion=now[0].code if len(now) == 1 else None,
        met=f"{code} {former.name}",
        ended=former.ended,
        now=", ".join(f"{each.code} {each.name}" for each in now),
    )
