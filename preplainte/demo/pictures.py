"""Invented photos for the demo: drawn here, so that nobody's picture is shipped."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIZE = (1280, 960)
DRAWN = {"vélo": ("#d8e2dc", "#1d5b57"), "antivol": ("#f1e3d3", "#7d4c00")}


def photo(what: str) -> bytes:
    """A picture of two wheels, or of a ring cut open, as JPEG."""
    ground, ink = DRAWN[what]
    picture = Image.new("RGB", SIZE, ground)
    pencil = ImageDraw.Draw(picture)
    if what == "vélo":
        for left in (160, 760):
            pencil.ellipse((left, 480, left + 360, 840), outline=ink, width=24)
        pencil.line((340, 660, 560, 360, 860, 360, 940, 660), fill=ink, width=24)
        pencil.line((340, 660, 660, 660, 860, 360), fill=ink, width=24)
    else:
        pencil.arc((340, 180, 940, 780), 20, 330, fill=ink, width=48)
    found = io.BytesIO()
    picture.save(found, "JPEG", quality=80)
    return found.getvalue()
