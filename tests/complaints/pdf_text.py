"""The text of a PDF, drawn glyph by glyph, through the tables that make it searchable."""

from __future__ import annotations

import re

import pikepdf

HEX = re.compile(r"<([0-9A-Fa-f]+)>")


def text_of(pdf: pikepdf.Pdf) -> str:
    """What a reader would copy, in the order drawn; lines aren't told apart."""
    return "".join(_page_text(page) for page in pdf.pages)


def _page_text(page: pikepdf.Page) -> str:
    tables = {str(name): _table(font) for name, font in page.Resources.Font.items()}
    table: dict[bytes, str] = {}
    found: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else operands
            found.extend(_decoded(bytes(piece), table) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(found)


def _decoded(codes: bytes, table: dict[bytes, str]) -> str:
    return "".join(table.get(codes[place : place + 2], "\ufffd") for place in range(0, len(codes), 2))


def _table(font: pikepdf.Object) -> dict[bytes, str]:
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    table: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        codes = HEX.findall(block)
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            table[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    return table
