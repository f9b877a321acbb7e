"""The author's command line: ``tidu``, or ``python -m engine``."""

import sys

from engine.command import run


def main() -> None:
    """Run the command line and leave with its exit code: 0 fine, 1 mistakes found, 2 wrongly called."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
