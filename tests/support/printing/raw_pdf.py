"""PDFs written by hand, for what a browser does not print: signature fields, passwords, pictures as pages."""

import io
import random

import pypdfium2
from PIL import Image

_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def raw_pdf(text: str, *, signed_at: str = "", is_locked: bool = False) -> bytes:
    """Returns a page with one line of ASCII; `signed_at` as PDF writes a moment ("D:20251223135221+07'00'")."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
    form = " /AcroForm << /Fields [6 0 R] >>" if signed_at else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R{form} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        _FONT,
        f"<< /FT /Sig /T (S) /V << /Type /Sig /M ({signed_at}) >> >>" if signed_at else "null",
    ]
    lock = f" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]"
    return _file(objects, lock if is_locked else "")


def _file(objects: list[str], trailer: str) -> bytes:
    written = b"%PDF-1.7\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R{trailer} >>\n"
    return written + f"{end}startxref\n{len(written)}\n%%EOF\n".encode("latin-1")


def picture_pdf(pages: list[Image.Image], dpi: int) -> bytes:
    """Returns a PDF whose pages are pictures alone, as scanners write it."""
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return buffer.getvalue()


def bound(*parts: bytes) -> bytes:
    """Returns the pages of several PDFs as one."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        opened = pypdfium2.PdfDocument(part)
        whole.import_pages(opened)
        opened.close()
    return _saved(whole)


def turned(pdf: bytes, degrees: int) -> bytes:
    """Returns the PDF with every page turned clockwise by its own entry."""
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        page = document[number]
        page.set_rotation((page.get_rotation() + degrees) % 360)
    return _saved(document)


def first_page(pdf: bytes) -> bytes:
    """Returns a PDF without all pages but the first."""
    document = pypdfium2.PdfDocument(pdf)
    for _ in range(len(document) - 1):
        del document[1]
    return _saved(document)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Returns a file with bytes changed, cut out, doubled or cut off."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        place = chance.randrange(len(broken))
        match chance.randrange(5):
            case 0:
                broken[place] = chance.randrange(256)
            case 1:
                del broken[place : place + chance.randrange(1, 200)]
            case 2:
                broken[place:place] = broken[place : place + chance.randrange(1, 200)]
            case 3:
                broken[place : place + 8] = chance.randbytes(8)
            case _:
                if chance.random() < 0.2:
                    del broken[place:]
        if not broken:
            break
    return bytes(broken)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()
