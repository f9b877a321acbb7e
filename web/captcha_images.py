"""Captchas as pictures: a small sum in digits and signs, turned and crossed by lines."""

from __future__ import annotations

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 240, 80
_PAPER = (255, 255, 255)
_INKS = ((22, 60, 120), (110, 30, 70), (20, 90, 60), (90, 60, 10), (60, 40, 120))
_LINES, _DOTS = 4, 220


def draw(text: str, seed: int) -> bytes:
    """The picture as PNG; the same seed gives the same picture, so that looking twice tells no more than once."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    _scatter(picture, chance)
    signs = [each for each in text if not each.isspace()]
    step = (WIDTH - 24) / len(signs)
    for place, sign in enumerate(signs):
        _put(picture, sign, 12 + step * (place + 0.5), chance)
    _cross(picture, chance)
    kept = BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _put(picture: Image.Image, sign: str, middle: float, chance: random.Random) -> None:
    font = ImageFont.load_default(size=chance.randint(36, 46))
    tile = Image.new("L", (64, 64))
    ImageDraw.Draw(tile).text((32, 32), sign, fill=255, font=font, anchor="mm")
    turned = tile.rotate(chance.uniform(-22, 22), resample=Image.Resampling.BICUBIC)
    where = (round(middle) - 32 + chance.randint(-3, 3), HEIGHT // 2 - 32 + chance.randint(-7, 7))
    picture.paste(Image.new("RGB", turned.size, chance.choice(_INKS)), where, turned)


def _scatter(picture: Image.Image, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture)
    for _ in range(_DOTS):
        pen.point((chance.randrange(WIDTH), chance.randrange(HEIGHT)), fill=chance.choice(_INKS))


def _cross(picture: Image.Image, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture)
    for _ in range(_LINES):
        ends = [(x, chance.randrange(HEIGHT)) for x in (0, WIDTH // 3, 2 * WIDTH // 3, WIDTH)]
        pen.line(ends, fill=chance.choice(_INKS), width=chance.choice((1, 2)))
