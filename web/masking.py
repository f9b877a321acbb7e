"""Personal numbers and addresses as pages and logs may show them: enough to recognise one's own, no more."""

from __future__ import annotations

HIDDEN = "*"


def mask_number(number: str) -> str:
    """An identity number or a telephone number: the first three and the last four places."""
    if len(number) < 8:
        return HIDDEN * len(number)
    return f"{number[:3]}{HIDDEN * (len(number) - 7)}{number[-4:]}"


def mask_email(address: str) -> str:
    """An address of electronic mail: its first letter and its domain; how long the name is stays hidden."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1] if len(name) > 1 else ''}{HIDDEN * 3}{at}{domain}" if at else HIDDEN * 3


def mask_address(address: str) -> str:
    """Where a message goes, by mail or to a telephone."""
    return mask_email(address) if "@" in address else mask_number(address)
