"""What the engine tells the author of a form: where, what and the repair, as data.

A `Diagnostic` speaks to the person who writes YAML; a `Problem` (see `engine.problems`) to the person who fills the
form. The two never mix.
"""

from engine.diagnostics.report import Collector, Diagnostic, Position, Report, Severity, Span

__all__ = ["Collector", "Diagnostic", "Position", "Report", "Severity", "Span"]
