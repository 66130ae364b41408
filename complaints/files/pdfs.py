"""A PDF: its viewing copy, which can only be read. Runs in a process of its own (``child``)."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel

from complaints.files.child import Copies, serve
from complaints.files.faults import Fault, Unfit
from complaints.files.jpegs import bare

MOST_PAGES = 200
MOST_OBJECTS = 100_000
MOST_UNPACKED = 400 << 20
"""Bytes that all the streams of one document may unfold to."""
MOST_PIXELS = 200_000_000
"""Of one picture: a black and white scan of a large plan has more than a photo."""
DEEPEST = 60
PACKERS = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
FLAT = {"/FlateDecode", "/Fl"}
PHOTO = "/DCTDecode"

# What acts, what hides another file, what tells where the document comes from.
DROPPED = (
    "/OpenAction", "/AA", "/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/AF", "/RF", "/Metadata",
    "/PieceInfo", "/RichMediaContent", "/Collection", "/URI", "/Launch", "/Rendition", "/Movie", "/Perms", "/DSS",
    "/LastModified",
)  # fmt: skip
ACTING_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"}
HARMLESS = "/GoTo"
"""The one action that stays: to another page of the same document."""


def copies(content: bytes) -> Copies:
    """The same pages without scripts, actions, forms that act, attached files and metadata. No thumbnail."""
    try:
        pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Unfit(Fault.ENCRYPTED) from None
    with pdf:
        if len(pdf.objects) > MOST_OBJECTS:
            raise Unfit(Fault.BOMB)
        if len(pdf.pages) > MOST_PAGES:
            raise Unfit(Fault.TOO_MANY_PAGES)
        if not len(pdf.pages):
            raise Unfit(Fault.BROKEN)
        _unwrap_pictures(pdf)
        _measure(pdf)
        _disarm(pdf)
        written = io.BytesIO()
        pdf.save(
            written,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.generate,
            encryption=False,
            deterministic_id=True,
        )
    return written.getvalue(), b""


# -- photos packed once more, as Acrobat does: their own words would stay out of reach ---------------
def _unwrap_pictures(pdf: Pdf) -> None:
    for stream in list(_streams(pdf)):
        filters = _filters(stream)
        if len(filters) > 1 and filters[-1] == PHOTO:
            parms = stream.get("/DecodeParms")
            own = parms[-1] if isinstance(parms, Array) and len(parms) else None
            parms = own if isinstance(own, Dictionary) else None
            stream.write(_unwrapped(pdf, stream, filters[:-1]), filter=Name.DCTDecode, decode_parms=parms)


def _unwrapped(pdf: Pdf, stream: Stream, wrappers: list[str]) -> bytes:
    packed = stream.read_raw_bytes()
    if sum(name in PACKERS for name in wrappers) > 1 or (
        wrappers[0] in FLAT and _inflated(packed, MOST_UNPACKED) > MOST_UNPACKED
    ):
        raise Unfit(Fault.BOMB)
    outer = Stream(pdf, packed)
    outer.Filter = Array([Name(name) for name in wrappers])
    return outer.read_bytes(StreamDecodeLevel.generalized)


# -- how much it unfolds to ------------------------------------------------------------------------
def _measure(pdf: Pdf) -> None:
    left = MOST_UNPACKED
    for stream in _streams(pdf):
        packers = [name for name in _filters(stream) if name in PACKERS]
        if len(packers) > 1 or _pixels(stream) > MOST_PIXELS:
            raise Unfit(Fault.BOMB)
        left -= _unpacked(stream, left)
        if left < 0:
            raise Unfit(Fault.BOMB)


def _unpacked(stream: Stream, most: int) -> int:
    """The size of a stream once unfolded, counted no further than just beyond ``most``."""
    filters = _filters(stream)
    if len(filters) == 1 and filters[0] in FLAT:
        return _inflated(stream.read_raw_bytes(), most)
    if any(name in PACKERS for name in filters):
        return len(stream.read_bytes(StreamDecodeLevel.generalized))
    return len(stream.read_raw_bytes())


def _inflated(packed: bytes, most: int) -> int:
    unpacker, size = zlib.decompressobj(), 0
    while packed and not unpacker.eof and size <= most:
        size += len(unpacker.decompress(packed, 1 << 20))
        packed = unpacker.unconsumed_tail
    return size


def _filters(stream: Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(name) for name in found] if isinstance(found, Array) else [str(found)]


def _pixels(stream: Stream) -> int:
    width, height = stream.get("/Width", 0), stream.get("/Height", 0)
    return int(width) * int(height) if stream.get("/Subtype") == "/Image" else 0


def _streams(pdf: Pdf) -> Iterator[Stream]:
    return (found for found in pdf.objects if isinstance(found, Stream))


# -- what it may do --------------------------------------------------------------------------------
def _disarm(pdf: Pdf) -> None:
    for found in pdf.objects:
        _clean(found, depth=0)
    for stream in _streams(pdf):
        if _filters(stream) == [PHOTO]:
            options = stream.get("/DecodeParms")
            kept = options if isinstance(options, Array | Dictionary) else None
            stream.write(bare(stream.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=kept)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _clean(found: Object | pikepdf.Page, *, depth: int) -> None:
    """One object and what stands in it directly; what it refers to has its own turn."""
    if depth > DEEPEST:
        raise Unfit(Fault.BOMB)
    if isinstance(found, Array):
        inside = list(found)
    elif isinstance(found, Dictionary | Stream):
        _clean_entries(found)
        inside = [value for _name, value in found.items()]
    else:
        return
    for value in inside:
        if isinstance(value, Array | Dictionary) and not value.is_indirect:
            _clean(value, depth=depth + 1)


def _clean_entries(found: Dictionary | Stream) -> None:
    for name in DROPPED:
        if name in found:
            del found[name]
    for name in ("/A", "/PA", "/Next"):
        action = found.get(name)
        if isinstance(action, Dictionary | Array | Stream) and not _is_harmless(action):
            del found[name]
    notes = found.get("/Annots")
    if isinstance(notes, Array):
        found["/Annots"] = Array([note for note in notes if not _acts(note)])


def _is_harmless(action: Object) -> bool:
    """Whether what ``/A``, ``/PA`` or ``/Next`` holds is no action that acts: of outlines and structure too."""
    return isinstance(action, Dictionary) and action.get("/S", HARMLESS) == HARMLESS


def _acts(note: Object) -> bool:
    return isinstance(note, Dictionary) and str(note.get("/Subtype", "")) in ACTING_NOTES


def main() -> None:
    serve(copies)
