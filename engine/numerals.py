"""Exact numbers as people read them. Rounding happens here, for display, and nowhere else."""

from engine.values import Number


def show_number(value: Number | None, places: int | None = None, most: int = 2) -> str:
    """A number with thousands separators.

    With `places` exactly so many digits stand behind the point; else as many as the number has, at most `most`, and a
    rounded number keeps no zeros at its end. Halves are rounded away from zero.
    """
    if value is None:
        return ""
    digits = most if places is None else places
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    before, behind = divmod(whole, 10**digits)
    sign = "-" if value < 0 and whole else ""
    tail = f"{behind:0{digits}d}" if digits else ""
    if places is None:
        tail = tail.rstrip("0")
    return f"{sign}{before:,}.{tail}" if tail else f"{sign}{before:,}"
