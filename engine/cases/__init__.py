"""Cases: answers with what a form must make of them, written by policy staff beside the forms."""

from engine.cases.coverage import SHARES, Place, own_places, places_of
from engine.cases.reading import Case, Expected, read_cases
from engine.cases.running import CasesReport, Mismatch, check_cases, run_cases

__all__ = [
    "SHARES",
    "Case",
    "CasesReport",
    "Expected",
    "Mismatch",
    "Place",
    "check_cases",
    "own_places",
    "places_of",
    "read_cases",
    "run_cases",
]
