"""Files as victims and attackers send them, made here: nothing binary lies in the repository."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

PLACE_TAKEN = b"Canon du parking"
"""Stands in the Exif of ``photo``, with coordinates."""


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (640, 480), turned: int = 6, shade: int = 0) -> bytes:
    """A photo from a telephone: red on its left half, with the place where it was taken. ``shade`` tells two apart."""
    image = Image.new("RGB", size, (20, 60, 160 + shade))
    image.paste((220, 30, 30), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = PLACE_TAKEN.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 1.0, 30.0), 3: "E", 4: (1.0, 9.0, 0.0)})
    written = io.BytesIO()
    options: dict[str, Any] = {"icc_profile": b"a profile that says much", "comment": b"a comment that says more"}
    if kind != "JPEG":
        options.pop("comment")
    image.save(written, kind, exif=exif, **options)
    return written.getvalue()


def drawing() -> bytes:
    """A PNG that is transparent, with a text inside."""
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def document(pages: int = 1, **options: Any) -> bytes:
    """An honest PDF."""
    pdf = Pdf.new()
    for _page in range(pages):
        pdf.add_blank_page()
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def armed_document() -> bytes:
    """A PDF with everything that acts, hides or tells."""
    pdf = Pdf.new()
    page = pdf.add_blank_page()
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('script-inside')"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    hidden = pdf.make_stream(b"hidden-file-content")
    spec = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("hidden-file.exe"), EF=Dictionary(F=hidden)))
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), script])),
        EmbeddedFiles=Dictionary(Names=Array([String("hidden-file.exe"), spec])),
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xfa-inside/>"))
    launch = Dictionary(S=Name.Launch, F=String("launch-inside.exe"))
    page.obj.AA = Dictionary(O=script)
    page.obj.Annots = Array(
        [
            pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch)),
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([0, 0, 9, 9]),
                A=Dictionary(S=Name.URI, URI=String("https://address-inside.example/")),
            ),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec),
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([0, 0, 9, 9]),
                A=Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit])),
            ),
        ]
    )
    picture = Stream(pdf, photo(), Type=Name.XObject, Subtype=Name.Image, Width=640, Height=480)
    picture.ColorSpace, picture.BitsPerComponent, picture.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    page.obj.Resources = Dictionary(XObject=Dictionary(P=pdf.make_indirect(picture)))
    page.obj.Contents = pdf.make_stream(b"q 200 0 0 150 50 50 cm /P Do Q")
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["author-inside"]
    pdf.docinfo["/Author"] = "author-inside"
    written = io.BytesIO()
    pdf.save(written, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


TELLING = (
    b"script-inside", b"hidden-file", b"xfa-inside", b"launch-inside", b"address-inside", b"author-inside", PLACE_TAKEN,
)  # fmt: skip


def document_with_wrapped_photo(wrapper: str) -> bytes:
    """A PDF whose photo is packed once more, as Acrobat does."""
    raw = {"FlateDecode": zlib.compress(photo()), "ASCIIHexDecode": photo().hex().encode() + b">"}[wrapper]
    pdf = Pdf.new()
    page = pdf.add_blank_page()
    picture = Stream(pdf, raw, Type=Name.XObject, Subtype=Name.Image, Width=640, Height=480)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    picture.Filter = Array([Name(f"/{wrapper}"), Name.DCTDecode])
    page.obj.Resources = Dictionary(XObject=Dictionary(P=pdf.make_indirect(picture)))
    written = io.BytesIO()
    pdf.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return written.getvalue()


def unpacked(content: bytes) -> bytes:
    """A PDF with all its streams and objects in clear, to search in."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(written, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def locked_document(*, password: str) -> bytes:
    return document(encryption=pikepdf.Encryption(owner="owner", user=password))


# -- bombs -----------------------------------------------------------------------------------------
def pixel_bomb(side: int = 20_000) -> bytes:
    """400 million points in about fifty kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * (side // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _packed(byte: bytes, megabytes: int) -> bytes:
    """What zlib makes of that many times ``byte``, without going through all of it: one block, again and again."""
    million = byte * (1 << 20)
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)  # nothing after it looks back
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(million, check)
    return b"\x78\xda" + block * megabytes + packer.flush() + struct.pack(">I", check)


def lying_bomb() -> bytes:
    """A small picture by its header, a gigabyte by its data."""
    data = _packed(b"\0", 1024)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"iCCP", b"p\0\0" + data) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _document_with(raw: bytes, filters: list[Name]) -> bytes:
    pdf = Pdf.new()
    page = pdf.add_blank_page()
    stream = Stream(pdf, raw)
    stream.Filter = Array(filters) if len(filters) > 1 else filters[0]
    page.obj.Contents = pdf.make_indirect(stream)
    written = io.BytesIO()
    pdf.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return written.getvalue()


def flat_document_bomb() -> bytes:
    """A gigabyte in one stream of a megabyte."""
    return _document_with(_packed(b" ", 1024), [Name.FlateDecode])


def nested_document_bomb() -> bytes:
    """A gigabyte packed twice: a few kilobytes."""
    return _document_with(zlib.compress(_packed(b" ", 1024), 9), [Name.FlateDecode, Name.FlateDecode])


def object_bomb() -> bytes:
    """A cross-reference stream that unfolds to two gigabytes before anybody has asked for a page."""
    raw = _packed(b"\0", 2048)
    body = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 300000000/W[1 4 2]/Root 2 0 R/Filter/FlateDecode/Length "
    start = body.index(b"1 0 obj")
    return (
        body + str(len(raw)).encode() + b">>\nstream\n" + raw + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start
    )
