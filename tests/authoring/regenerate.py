"""Write the golden files again: ``python -m tests.authoring.regenerate``."""

from engine.messages import author_entries
from tests.authoring.support import GOLDEN, golden_text


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    entries = author_entries()
    for old in GOLDEN.glob("F*.txt"):
        if old.stem not in entries:
            old.unlink()
    for code, entry in entries.items():
        (GOLDEN / f"{code}.txt").write_text(golden_text(dict(entry)), encoding="utf-8")


if __name__ == "__main__":
    main()
