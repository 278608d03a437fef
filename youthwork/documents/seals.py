"""印模: registered pictures, and seals drawn for organizations that do not exist.

There is no generator for real ones (DOMAIN §5.3).

Names are set in glyph outlines: a seal is a picture, and our engine does not draw SVG text on a circle.
A demo seal has a dashed ring, the words 演示 and 样章无效, and neither star nor bars.
"""

import base64
import functools
import math
import threading

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from youthwork.documents import fonts

INK = "#d7000f"
# The name takes at most this part of the circle, so that its ends stay clear of the words below.
WIDEST_ARC = math.radians(264)

# fontTools reads glyphs from an open file as they are asked for.
_lock = threading.Lock()


@functools.lru_cache(maxsize=256)
def demo_seal_svg(organization_name: str, diameter_mm: float = 40) -> str:
    """Draw the demo seal of an organization as SVG: its full name, 6 to 30 characters, on the arc.

    The ink multiplies with what lies under it, as ink does: print under a seal stays black.
    """
    radius = diameter_mm / 2
    with _lock:
        outlines = [
            *_on_arc(organization_name, radius),
            # The height of the printed name, in the middle, stays free: it must be read.
            *_on_line("演示", radius, size=radius * 0.31, height=radius * 0.65),
            *_on_line("样章无效", radius, size=radius * 0.2, height=radius * 1.36),
        ]
    ring = radius - 0.6
    dash = 2 * math.pi * ring / 60
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{diameter_mm:g}mm" height="{diameter_mm:g}mm"'
        f' viewBox="0 0 {diameter_mm:g} {diameter_mm:g}">'
        '<filter id="ink"><feBlend mode="multiply"/></filter><g filter="url(#ink)">'
        f'<circle cx="{radius:g}" cy="{radius:g}" r="{ring:g}" fill="none" stroke="{INK}" stroke-width="1"'
        f' stroke-dasharray="{dash * 0.72:.3f} {dash * 0.28:.3f}"/>'
        f'<path fill="{INK}" stroke="{INK}" stroke-width="0.14" d="{"".join(outlines)}"/></g></svg>'
    )


def picture_svg(png: bytes, diameter_mm: float) -> str:
    """Wrap a registered picture (PNG, the paper around the ink transparent) as SVG of its real size, ink multiplied."""
    data = base64.b64encode(png).decode()
    side = f"{diameter_mm:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}mm" height="{side}mm" viewBox="0 0 {side} {side}">'
        '<filter id="ink"><feBlend mode="multiply"/></filter><g filter="url(#ink)">'
        f'<image width="{side}" height="{side}" href="data:image/png;base64,{data}"/></g></svg>'
    )


def _on_arc(text: str, radius: float) -> list[str]:
    """Set `text` clockwise along the ring, its middle on top; many characters are made narrow."""
    size = radius * (0.29 if len(text) <= 14 else 0.25)
    middle = radius - 1.9 - size / 2
    step = min(size * 1.1 / middle, WIDEST_ARC / max(len(text) - 1, 1))
    width = min(1.0, step * middle / size * 0.94)
    outlines = []
    for place, character in enumerate(text):
        angle = (place - (len(text) - 1) / 2) * step
        frame = Identity.translate(radius, radius).rotate(angle).translate(0, -middle).scale(width, 1)
        outlines.append(_outline(character, size, frame))
    return outlines


def _on_line(text: str, centre: float, *, size: float, height: float) -> list[str]:
    """Set `text` on a straight line, its middle at (`centre`, `height`)."""
    start = centre - size * (len(text) - 1) / 2
    return [
        _outline(character, size, Identity.translate(start + place * size, height))
        for place, character in enumerate(text)
    ]


def _outline(character: str, size: float, frame: Transform) -> str:
    """Return the path of `character`, its square of `size` mm centred on the origin of `frame`."""
    font = fonts.open_face("宋体", character)
    scale = size / font["head"].unitsPerEm
    glyphs = font.getGlyphSet()
    name = font.getBestCmap()[ord(character)]
    advance = glyphs[name].width
    # A Chinese character's square reaches from 0.12 em below the baseline to 0.88 above: its middle is 0.38.
    square = frame.scale(scale, -scale).translate(-advance / 2, -0.38 * font["head"].unitsPerEm)
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    glyphs[name].draw(TransformPen(pen, square))
    return str(pen.getCommands())
