"""A photo: its viewing copy and its thumbnail, drawn anew. Runs in a process of its own (``child``)."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from complaints.files.child import Copies, serve
from complaints.files.faults import Fault, Unfit

MOST_PIXELS = 60_000_000
VIEW_SIDE, THUMB_SIDE = 2_000, 240
FORMATS = ("JPEG", "PNG", "WEBP")
Image.MAX_IMAGE_PIXELS = None  # counted below, from the header, with a reason of its own


def copies(content: bytes) -> Copies:
    """Both as JPEG, upright, without anything of what the file said of itself: only its pixels are kept."""
    image = Image.open(io.BytesIO(content), formats=FORMATS)
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Unfit(Fault.TOO_MANY_PIXELS)
    orientation = image.getexif().get(0x0112, 1)
    image.load()
    view = _upright(_opaque(image, VIEW_SIDE), orientation)
    thumb = view.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return _jpeg(view, quality=85), _jpeg(thumb, quality=75)


def _opaque(image: Image.Image, side: int) -> Image.Image:
    """Small enough, and on white where it was transparent."""
    if image.mode in ("P", "PA", "LA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        image.thumbnail((side, side))
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    image.thumbnail((side, side))
    return image.convert("RGB")


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    image.getexif()[0x0112] = orientation
    return ImageOps.exif_transpose(image)


def _jpeg(image: Image.Image, *, quality: int) -> bytes:
    """The pixels alone: a fresh image carries no Exif, no XMP, no profile, no comment."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=quality, progressive=True, optimize=True)
    return written.getvalue()


def main() -> None:
    serve(copies)
