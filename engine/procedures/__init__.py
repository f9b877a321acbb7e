"""Procedures: what an applicant may do, with which form and edition, when, who looks at it, and what a success grants."""

from engine.procedures.compiling import CompiledProcedures, compile_procedures
from engine.procedures.giving import facts_given
from engine.procedures.offering import Match, Offer, Requirement, form_for, match_forms, offer, season_text
from engine.procedures.types import (
    FILE,
    KINDS,
    Before,
    Gift,
    Grant,
    Notice,
    Period,
    Pin,
    Procedure,
    Season,
    Supply,
    Use,
)

__all__ = [
    "FILE",
    "KINDS",
    "Before",
    "CompiledProcedures",
    "Gift",
    "Grant",
    "Match",
    "Notice",
    "Offer",
    "Period",
    "Pin",
    "Procedure",
    "Requirement",
    "Season",
    "Supply",
    "Use",
    "compile_procedures",
    "facts_given",
    "form_for",
    "match_forms",
    "offer",
    "season_text",
]
