"""Every kind of rule that gives points, by name."""

from engine.rules.bands import Band, Bands
from engine.rules.combined import ByCases, Combined, PointsCase
from engine.rules.counted import CountChosen, CountHolding, FullSteps
from engine.rules.options import OptionPoints
from engine.rules.reckoned import ByFormula, ByTable, Fixed

__all__ = [
    "Band", "Bands", "ByCases", "ByFormula", "ByTable", "Combined", "CountChosen", "CountHolding", "Fixed",
    "FullSteps", "OptionPoints", "PointsCase",
]  # fmt: skip
