"""Style sheets and modules under an address that changes with their content.

All files share one fingerprint, so that a module's relative imports lead to files of the same release:
`/static/<fingerprint>/js/main.js` imports `./save.js` and finds `/static/<fingerprint>/js/save.js`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static"


def fingerprint_of(folder: Path) -> str:
    """A short hash over the names and contents of all files of the folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@cache
def fingerprint() -> str:
    """The fingerprint of this release, reckoned once per process."""
    return fingerprint_of(FOLDER)
