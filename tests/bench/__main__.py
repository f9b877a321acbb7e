"""Prints the measured table: ``python -m tests.bench``."""

from tests.bench import engine, web
from tests.bench.measure import Figure, machine, table


def main() -> None:
    print(machine())
    print()
    figures: list[Figure] = [*engine.figures(), *web.figures()]
    print(table(figures))


if __name__ == "__main__":
    main()
