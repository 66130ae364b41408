"""What a file really is, told by its first bytes: never by its name, nor by what the browser says."""

from __future__ import annotations

from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.enums import FileType
from complaints.files.faults import Fault, Unfit

HEAD = 1_024
TAKEN: tuple[tuple[bytes, FileType], ...] = (
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"%PDF-", FileType.PDF),
)
ENDINGS = {
    FileType.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    FileType.PNG: ("png",),
    FileType.WEBP: ("webp",),
    FileType.PDF: ("pdf",),
}
IMAGES = (FileType.JPEG, FileType.PNG, FileType.WEBP)
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
FOREIGN: tuple[tuple[bytes, str | Promise], ...] = (
    (b"PK", _("une archive ou un document bureautique (ZIP)")),
    (b"\xd0\xcf\x11\xe0", _("un document bureautique")),
    (b"{\\rtf", _("un document bureautique")),
    (b"Rar!", _("une archive")),
    (b"7z\xbc\xaf", _("une archive")),
    (b"\x1f\x8b", _("une archive")),
    (b"GIF8", _("une image GIF")),
    (b"BM", _("une image BMP")),
    (b"II*\x00", _("une image TIFF")),
    (b"MM\x00*", _("une image TIFF")),
    (b"ID3", _("un enregistrement sonore")),
    (b"OggS", _("un enregistrement sonore ou une vidéo")),
    (b"\x1aE\xdf\xa3", _("une vidéo")),
    (b"RIFF", _("un enregistrement sonore ou une vidéo")),
)


def kind_of(content: bytes, name: str) -> FileType:
    """JPEG, PNG, WebP or PDF. ``Unfit`` for all else, and for what bears the name of another kind of file.

    A photo that bears the name of another kind of photo is taken for what it is: telephones and sites do that.
    """
    head = content[:HEAD]
    if not head:
        raise Unfit(Fault.EMPTY)
    found = _taken(head)
    if found is None:
        raise _foreign(head)
    ending = PurePath(name).suffix.lower().lstrip(".")
    family = IMAGES if found in IMAGES else (FileType.PDF,)
    if ending and ending not in {known for one in family for known in ENDINGS[one]}:
        raise Unfit(Fault.MISLABELLED, str(found.label))
    return found


def _taken(head: bytes) -> FileType | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileType.WEBP
    return next((found for start, found in TAKEN if head.startswith(start)), None)


def _foreign(head: bytes) -> Unfit:
    if head.startswith(PROGRAMS):
        return Unfit(Fault.PROGRAM)
    if head[4:8] == b"ftyp":
        return Unfit(Fault.HEIC) if head[8:12] in HEIC else Unfit(Fault.FOREIGN, str(_("une vidéo")))
    for start, words in FOREIGN:
        if head.startswith(start):
            return Unfit(Fault.FOREIGN, str(words))
    return Unfit(Fault.FOREIGN, str(_written(head)))


def _written(head: bytes) -> str | Promise:
    """What is made of letters, or of nothing known."""
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n").lower()
    if "<svg" in text:
        return _("une image SVG")
    if text.startswith(("<!doctype html", "<html")) or "<script" in text:
        return _("une page web")
    if "\ufffd" not in text[:200] and "\x00" not in text:
        return _("un texte")
    return _("un type de fichier inconnu")
