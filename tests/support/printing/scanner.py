"""PDF → pictures as a scanner gives them: resolution, skew, noise, turns."""

import io
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page is scanned: `skew_deg` counter-clockwise, `noise` the deviation of grey levels, `specks` a page."""

    dpi: int = 300
    skew_deg: float = 0.0
    noise: float = 0.0
    blur_px: float = 0.0
    specks: int = 0
    turned_deg: int = 0

    def pages(self, pdf: bytes) -> list[Image.Image]:
        """Returns the pages of a PDF, grey."""
        document = pypdfium2.PdfDocument(pdf)
        try:
            drawn = [
                document[number].render(scale=self.dpi / 72, grayscale=True).to_pil() for number in range(len(document))
            ]
        finally:
            document.close()
        return [self._scanned(page.convert("L"), number) for number, page in enumerate(drawn)]

    def _scanned(self, page: Image.Image, number: int) -> Image.Image:
        if self.turned_deg:
            page = page.rotate(self.turned_deg, expand=True, fillcolor=255)
        if self.skew_deg:
            page = page.rotate(self.skew_deg, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        if self.blur_px:
            page = page.filter(ImageFilter.GaussianBlur(self.blur_px))
        grey = np.array(page, dtype=np.float32)
        chance = np.random.default_rng(number)
        if self.noise:
            grey += chance.normal(0, self.noise, grey.shape)
        rows = chance.integers(0, grey.shape[0], self.specks)
        columns = chance.integers(0, grey.shape[1], self.specks)
        grey[rows, columns] = 0
        return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def tiff_of(pages: list[Image.Image], dpi: int) -> bytes:
    """Returns the pages as one TIFF."""
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(dpi, dpi))
    return buffer.getvalue()


def picture_of(page: Image.Image, form: str) -> bytes:
    """Returns one page as a file of the given format ("PNG", "JPEG", "WEBP")."""
    buffer = io.BytesIO()
    page.save(buffer, form)
    return buffer.getvalue()
