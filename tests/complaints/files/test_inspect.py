"""What is taken, what is refused and why, and that no bomb reaches this process."""

from __future__ import annotations

import io
import os
import resource
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from complaints.enums import FileType
from complaints.files import inspect as inspecting
from complaints.files.faults import Fault, Unfit
from complaints.files.inspect import inspect
from complaints.files.jpegs import bare
from complaints.files.sentences import WORDS, sentence
from tests.complaints.files import samples


def refused(content: bytes, name: str = "piece") -> Unfit:
    with pytest.raises(Unfit) as refusal:
        inspect(content, name=name)
    return refusal.value


@pytest.mark.parametrize(
    ("kind", "file_type"), [("JPEG", FileType.JPEG), ("PNG", FileType.PNG), ("WEBP", FileType.WEBP)]
)
def test_a_photo_is_shown_upright_and_says_nothing_of_itself(kind: str, file_type: FileType) -> None:
    content = samples.photo(kind, size=(3_000, 1_500), turned=6)
    assert samples.PLACE_TAKEN in content

    done = inspect(content, name=f"photo.{kind.lower()}")

    assert done.file_type == file_type
    for copy, longest in ((done.view, 2_000), (done.thumb, 240)):
        image = Image.open(io.BytesIO(copy))
        # Turned a quarter: what was on the left is on top.
        assert (image.format, image.size) == ("JPEG", (longest // 2, longest))
        assert image.getpixel((longest // 4, longest // 8))[0] > 180
        assert image.getpixel((longest // 4, longest - longest // 8))[2] > 120
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert samples.PLACE_TAKEN not in copy


def test_what_is_transparent_is_shown_on_white() -> None:
    view = Image.open(io.BytesIO(inspect(samples.drawing(), name="dessin.png").view))

    assert view.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (30, 20)).save(written, "PNG")

    assert Image.open(io.BytesIO(inspect(written.getvalue(), name="a.png").view)).size == (30, 20)


def test_a_printer_s_jpeg_is_taken() -> None:
    written = io.BytesIO()
    Image.new("CMYK", (30, 20)).save(written, "JPEG")

    assert Image.open(io.BytesIO(inspect(written.getvalue(), name="a.jpg").view)).mode == "RGB"


def test_a_document_keeps_its_pages_and_nothing_that_acts_or_tells() -> None:
    content = samples.armed_document()
    assert [word for word in samples.TELLING if word not in samples.unpacked(content)] == []

    done = inspect(content, name="facture.pdf")

    assert (done.file_type, done.thumb) == (FileType.PDF, b"")
    assert [word for word in samples.TELLING if word in samples.unpacked(done.view)] == []
    with pikepdf.open(io.BytesIO(done.view)) as pdf:
        assert len(pdf.pages) == 1
        assert [str(note["/Subtype"]) for note in pdf.pages[0]["/Annots"]] == ["/Link"] * 3
        assert [str(note["/A"]["/S"]) for note in pdf.pages[0]["/Annots"] if "/A" in note] == ["/GoTo"]
        picture = pdf.pages[0]["/Resources"]["/XObject"]["/P"]
        assert Image.open(io.BytesIO(picture.read_raw_bytes())).size == (640, 480)
        assert not set(pdf.Root.keys()) & {"/OpenAction", "/AA", "/Metadata"}


@pytest.mark.parametrize("wrapper", ["FlateDecode", "ASCIIHexDecode"])
def test_a_photo_packed_twice_in_a_document_says_nothing_of_itself(wrapper: str) -> None:
    done = inspect(samples.document_with_wrapped_photo(wrapper), name="scan.pdf")

    with pikepdf.open(io.BytesIO(done.view)) as pdf:
        picture = pdf.pages[0]["/Resources"]["/XObject"]["/P"]
        assert samples.PLACE_TAKEN not in picture.read_raw_bytes()
        assert Image.open(io.BytesIO(picture.read_raw_bytes())).size == (640, 480)


def test_an_action_hidden_in_a_stream_is_dropped_too() -> None:
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page()
    action = pikepdf.Stream(pdf, b"", S=pikepdf.Name.SubmitForm, F=pikepdf.String("https://trap.example/"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=pdf.make_indirect(action))
    page.obj.Annots = pikepdf.Array([link])
    written = io.BytesIO()
    pdf.save(written)

    assert b"trap.example" not in samples.unpacked(inspect(written.getvalue(), name="a.pdf").view)


def test_a_document_that_anybody_may_read_is_taken_and_shown_unlocked() -> None:
    done = inspect(samples.locked_document(password=""), name="releve.pdf")

    with pikepdf.open(io.BytesIO(done.view)) as pdf:
        assert not pdf.is_encrypted


@pytest.mark.parametrize(
    ("content", "name", "fault", "real"),
    [
        (b"", "a.jpg", Fault.EMPTY, ""),
        (samples.photo()[:2_000], "a.jpg", Fault.BROKEN, ""),
        (samples.photo("PNG")[:-400], "a.png", Fault.BROKEN, ""),
        (samples.photo("WEBP")[:-200], "a.webp", Fault.BROKEN, ""),
        (samples.document()[:-60], "a.pdf", Fault.BROKEN, ""),
        (b"\xff\xd8\xff" + b"not a picture" * 99, "a.jpg", Fault.BROKEN, ""),
        (b"%PDF-1.7\nnot a document", "a.pdf", Fault.BROKEN, ""),
        (samples.document(), "photo.jpg", Fault.MISLABELLED, "Document PDF"),
        (samples.photo(), "facture.pdf", Fault.MISLABELLED, "Photo (JPEG)"),
        (samples.photo(), "photo.exe", Fault.MISLABELLED, "Photo (JPEG)"),
        (b"MZ\x90\x00" + bytes(99), "photo.jpg", Fault.PROGRAM, ""),
        (b"\x7fELF" + bytes(99), "photo.jpg", Fault.PROGRAM, ""),
        (b"#!/bin/sh\necho", "photo.jpg", Fault.PROGRAM, ""),
        (b"\0\0\0\x20ftypheic" + bytes(99), "IMG_1.HEIC", Fault.HEIC, ""),
        (b"\0\0\0\x20ftypisom" + bytes(99), "film.mp4", Fault.FOREIGN, "une vidéo"),
        (b"PK\x03\x04" + bytes(99), "a.jpg", Fault.FOREIGN, "une archive ou un document bureautique (ZIP)"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "a.png", Fault.FOREIGN, "une image SVG"),
        (b"<!DOCTYPE html><script>", "a.pdf", Fault.FOREIGN, "une page web"),
        ("Voici ce qui est arrivé".encode(), "a.txt", Fault.FOREIGN, "un texte"),
        (bytes(range(128, 256)), "a.bin", Fault.FOREIGN, "un type de fichier inconnu"),
        (samples.pixel_bomb(), "a.png", Fault.TOO_MANY_PIXELS, ""),
        (samples.document(201), "a.pdf", Fault.TOO_MANY_PAGES, ""),
        (samples.locked_document(password="sesame"), "a.pdf", Fault.ENCRYPTED, ""),
    ],
    ids=lambda value: str(value) if isinstance(value, Fault) else "",
)
def test_refused_with_its_reason(content: bytes, name: str, fault: Fault, real: str) -> None:
    unfit = refused(content, name)

    assert (unfit.fault, unfit.real) == (fault, real)
    assert real in sentence(unfit)


def test_every_reason_has_its_sentence() -> None:
    assert set(WORDS) == set(Fault)


def test_a_photo_under_the_name_of_another_kind_of_photo_is_taken_for_what_it_is() -> None:
    assert inspect(samples.photo("WEBP"), name="photo.jpg").file_type == FileType.WEBP


@pytest.mark.parametrize(
    "bomb",
    [samples.lying_bomb, samples.flat_document_bomb, samples.nested_document_bomb, samples.object_bomb],
    ids=lambda made: made.__name__,
)
def test_a_bomb_goes_off_elsewhere(bomb: object) -> None:
    content = bomb()  # type: ignore[operator]
    assert len(content) < 5 << 20
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()

    unfit = refused(content, "")

    after = resource.getrusage(resource.RUSAGE_SELF)
    assert unfit.fault in (Fault.BOMB, Fault.BROKEN)
    assert time.monotonic() - began < inspecting.PATIENCE
    assert after.ru_utime - before.ru_utime < 1
    assert after.ru_maxrss - before.ru_maxrss < 50_000  # kilobytes


def test_a_child_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "RUN", "import time; time.sleep(60)  # {module}")
    monkeypatch.setattr(inspecting, "PATIENCE", 0.5)

    assert refused(samples.photo(), "a.jpg").fault == Fault.BOMB


def test_a_child_that_cannot_start_is_our_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "RUN", "raise SystemExit(1)  # {module}")

    assert refused(samples.photo(), "a.jpg").fault == Fault.UNCHECKED


def test_the_child_knows_nothing_and_has_little(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = (
        "import sys; sys.path.append(sys.argv[1]); import json, os, resource\n"
        "from complaints.files.child import limit_resources; limit_resources()  # {module}\n"
        "limits = [resource.getrlimit(one)[0] for one in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)]\n"
        "django = [name for name in sys.modules if name.startswith('django')]\n"
        "print(json.dumps([sorted(os.environ), os.getcwd(), limits, django]))"
    )
    monkeypatch.setattr(inspecting, "RUN", probe.replace("{module}", "").replace("{", "{{").replace("}", "}}"))
    assert os.environ["DATABASE_URL"]

    said = inspecting._run("images", b"").decode()

    assert said.strip() in ('[["LC_CTYPE"], "/", [1073741824, 0], []]', '[[], "/", [1073741824, 0], []]')


def test_bytes_after_the_picture_are_kept_and_half_a_segment_is_no_loop() -> None:
    content = samples.photo()

    assert bare(b"no picture") == b"no picture"
    assert samples.PLACE_TAKEN not in bare(content)
    for end in range(2, 60):
        bare(content[:end])


def test_random_bytes_behind_an_honest_head_never_break_us() -> None:
    noise = zlib.compress(os.urandom(4_000))
    for head in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n", b"RIFF\0\0\0\0WEBPVP8 "):
        assert refused(head + noise, "").fault == Fault.BROKEN


def test_it_starts_quickly() -> None:
    began = time.monotonic()
    inspect(samples.photo(), name="a.jpg")

    assert time.monotonic() - began < 3
