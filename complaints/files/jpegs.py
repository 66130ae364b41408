"""The pictures inside a PDF: photos in whole, which may say where they were taken."""

from __future__ import annotations

START, SCAN, FILLER = 0xD8, 0xDA, 0xFF
TELLING = {0xE1, 0xED, 0xFE}
"""Segments that tell of the picture: Exif and XMP, IPTC, comment. The others are needed to draw it."""


def bare(content: bytes) -> bytes:
    """A JPEG without what it says of itself; its picture is copied as it is. What isn't one comes back unchanged."""
    if content[:2] != bytes((FILLER, START)):
        return content
    kept, place = [content[:2]], 2
    while place + 4 <= len(content) and content[place] == FILLER and content[place + 1] != SCAN:
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if content[place + 1] not in TELLING:
            kept.append(content[place:end])
        place = end
    return b"".join((*kept, content[place:]))
