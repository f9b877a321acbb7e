"""One frozen value that says everything about a submission: problems, scoresheet, conclusions, level, route.

The same form, answers, facts and day give the same assessment, to the byte of its JSON; read again, the JSON gives an equal
value, so that what was issued once is shown for ever as it was.
"""

from engine.assessment.assessing import assess, assess_bound, tell
from engine.assessment.record import Assessment, ToldProblem

__all__ = ["Assessment", "ToldProblem", "assess", "assess_bound", "tell"]
