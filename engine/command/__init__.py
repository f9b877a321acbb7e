"""The commands of policy staff: check, explain, show, score, test, schema, new.

Commands that other packages register under the entry point group ``tidu.commands`` stand beside them.
"""

from engine.command.cli import make_cli, run

__all__ = ["make_cli", "run"]
