"""What an authority added to a form, or may add, as plain JSON values."""

from typing import Any

from engine.form import Basis, Field, Form, Indicator


def basis_outline(basis: tuple[Basis, ...]) -> list[dict[str, Any]]:
    """The documents something rests on."""
    return [{"title": each.title, "number": each.number, "source": each.source} for each in basis]


def overlay_outline(form: Form) -> dict[str, Any] | None:
    """What an authority added to the form: `added` are the ids of fields and indicators that came with it."""
    overlay = form.overlay
    if overlay is None:
        return None
    several: tuple[Field | Indicator, ...] = (*form.fields.values(), *form.indicators)
    blocks = ((each.id, each.span) for each in several)
    return {
        "authority": overlay.authority,
        "title": overlay.title,
        "source": overlay.source,
        "basis": basis_outline(overlay.basis),
        "added": [name for name, span in blocks if span is not None and span.file == overlay.path],
        "raised": list(overlay.raised),
        "extended": list(overlay.extended),
    }


def local_outline(form: Form) -> dict[str, Any] | None:
    """What an authority may add to the form."""
    local = form.local
    if local is None:
        return None
    return {
        "indicators": [local.indicator] if local.indicator else [],
        "at_least": local.at_least,
        "at_most": local.at_most,
        "sections": list(local.sections),
        "documents": local.documents,
        "raises": list(local.raises),
        "conditions": list(local.conditions),
    }
