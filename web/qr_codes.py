"""QR codes as drawings inside a page, without a style of their own."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """The code as SVG; whoever shows it says beside it what it is for."""
    drawing = segno.make(text, error="m", micro=False)
    return Markup(drawing.svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))
