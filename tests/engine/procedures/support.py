"""A small world with a few procedures: the stalls of a market."""

from functools import cache
from pathlib import Path

from engine.compiler import Compiled, compile_form
from engine.folder import read_folder
from engine.library import Library, build_library
from engine.procedures import CompiledProcedures, Procedure, compile_procedures

FORMS = Path(__file__).parents[2] / "forms"
UNITS = Path(__file__).parents[3] / "forms" / "units.yaml"
FILE = "procedures.yaml"


@cache
def files() -> dict[str, str | bytes]:
    tables = (FORMS / "language" / "reference").glob("*.tsv")
    return {
        **{f"reference/{each.name}": each.read_bytes() for each in tables},
        **read_folder(FORMS / "procedures"),
        "units.yaml": UNITS.read_bytes(),
    }


def world(**changed: str) -> Library:
    """The library of the world, with the text of some files changed (`__` for a slash, without `.yaml`)."""
    texts = {f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}
    return build_library({**files(), **texts})


@cache
def compiled() -> CompiledProcedures:
    return compile_procedures(world())


def procedure(name: str) -> Procedure:
    found = compiled().get(name)
    assert found is not None
    return found


@cache
def form(path: str) -> Compiled:
    return compile_form(path, world())


def text(path: str) -> str:
    found = files()[path]
    return found.decode() if isinstance(found, bytes) else found


def replaced(old: str, new: str, path: str = FILE) -> CompiledProcedures:
    """The procedures of the world with one place of a file changed."""
    whole = text(path)
    assert whole.count(old) == 1, old
    name = path.removesuffix(".yaml").replace("/", "__")
    return compile_procedures(world(**{name: whole.replace(old, new)}))


def told(made: CompiledProcedures) -> list[tuple[str, int]]:
    """What is told about the file of procedures, notes aside: the code and the line."""
    found = (*made.report.errors, *made.report.warnings)
    return [(each.code, each.span.start.line) for each in found]


def line(words: str, path: str = FILE) -> int:
    """The line on which some words stand."""
    return next(place for place, each in enumerate(text(path).splitlines(), 1) if words in each)
