"""What is seen in the pictures of a workspace: difference hashes and thumbnails, kept beside them, and a camera's day."""

from __future__ import annotations

import io
import json
import struct
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from planrunner.store.evidence_files import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PIL.Image import Image

CACHE = "evidence-pictures.json"
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
MAX_PIXELS = 120_000_000
"""A larger picture is a bomb, or a scan of a wall; neither is looked at."""
MOST_AT_ONCE = 80
"""Pictures looked at in one go; the rest come the next time."""
NEAR = 6
"""Bits of 64 that may differ: the same photograph made smaller, saved again or slightly brightened."""
THUMBNAILS = "thumbnails"
"""Folder of a workspace; what it holds is made again when it is missing, so no backup has it."""
EDGE = 480
"""Pixels of a thumbnail's longer side."""
MOST_DECODED = 40_000_000
"""Pixels held in memory for a thumbnail; a JPEG of any allowed size is decoded at a fraction of it."""
_UNREADABLE = (OSError, ValueError, SyntaxError, struct.error, EOFError, TypeError, KeyError, ZeroDivisionError)
"""What Pillow raises over pictures that are cut, spoilt or made to do harm."""
_EXIF, _TAKEN, _DATE = 0x8769, 36867, 306


def difference_hash(file: Path) -> int | None:
    """Return 64 bits that tell which of two neighbouring parts of a picture is lighter; None for no picture.

    A picture without any shape (a blank page) gives None too: it would be like every other blank page.
    """
    image = _opened(file)
    if image is None:
        return None
    try:
        with image:
            image.draft("L", (72, 64))  # a JPEG is then decoded at an eighth of its size
            small = image.convert("L").resize((9, 8))
            levels = small.tobytes()
    except (OSError, ValueError, SyntaxError, struct.error, EOFError):
        return None
    bits = 0
    for row in range(8):
        for at in range(8):
            bits = bits << 1 | (levels[row * 9 + at] > levels[row * 9 + at + 1])
    return bits if 4 <= bits.bit_count() <= 60 else None


def taken_on(file: Path) -> date | None:
    """Return the day that a camera wrote into a picture, None where there is none to be read."""
    image = _opened(file)
    if image is None:
        return None
    with image, suppress(OSError, ValueError, SyntaxError, struct.error, EOFError, KeyError, TypeError):
        exif = image.getexif()
        text = exif.get_ifd(_EXIF).get(_TAKEN) or exif.get(_DATE)
        return datetime.strptime(str(text)[:10], "%Y:%m:%d").date()  # noqa: DTZ007 - a camera knows no zone
    return None


def thumbnail(folder: Path, digest: str) -> bytes | None:
    """Return a small JPEG of a kept picture, turned as the camera was held, without what the camera wrote into it.

    Made when it is first asked for and kept beside the evidence; None for what is no picture, or one too large.
    """
    kept = folder / THUMBNAILS / f"{digest}.jpg"
    with suppress(OSError):
        data = kept.read_bytes()
        if data.endswith(b"\xff\xd9"):
            return data
    made = _small(path_of(folder, digest))
    if made is not None:
        fresh = kept.with_suffix(".new")
        with suppress(OSError):  # it saves time, nothing rests on it
            kept.parent.mkdir(exist_ok=True)
            fresh.write_bytes(made)
            fresh.replace(kept)
    return made


def _small(file: Path) -> bytes | None:
    from PIL import Image, ImageOps

    image = _opened(file)
    if image is None:
        return None
    out = io.BytesIO()
    try:
        with image:
            image.draft("RGB", (2 * EDGE, 2 * EDGE))
            if image.width * image.height > MOST_DECODED:
                return None
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((EDGE, EDGE))
            shown = upright.convert("RGBA")
            flat = Image.new("RGB", shown.size, "white")
            flat.paste(shown, mask=shown.getchannel("A"))
            flat.save(out, "JPEG", quality=78)
    except _UNREADABLE:
        return None
    return out.getvalue()


def _opened(file: Path) -> Image | None:
    """Open a picture without reading its pixels."""
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=FORMATS)
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError):
        return None
    if image.width * image.height > MAX_PIXELS:
        image.close()
        return None
    return image


def hashes(folder: Path, digests: Iterable[str], most: int = MOST_AT_ONCE) -> dict[str, int]:
    """Return the difference hashes of the pictures among these files; what was looked at once is not looked at again."""
    known = _load(folder)
    looked = 0
    found: dict[str, int] = {}
    for digest in digests:
        if digest not in known and looked < most:
            known[digest] = difference_hash(path_of(folder, digest))
            looked += 1
        bits = known.get(digest)
        if bits is not None:
            found[digest] = bits
    if looked:
        _save(folder, known)
    return found


def _load(folder: Path) -> dict[str, int | None]:
    """Return the cache; one that is missing or spoilt is made again."""
    try:
        known = json.loads((folder / CACHE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {key: int(value, 16) if value else None for key, value in known.items() if _is_hash(value)}


def _is_hash(value: object) -> bool:
    return value == "" or (isinstance(value, str) and len(value) == 16 and set(value) <= set("0123456789abcdef"))


def _save(folder: Path, known: dict[str, int | None]) -> None:
    fresh = folder / f"{CACHE}.new"
    with suppress(OSError):  # it saves time, nothing rests on it
        fresh.write_text(
            json.dumps({key: "" if bits is None else f"{bits:016x}" for key, bits in known.items()}), encoding="utf-8"
        )
        fresh.replace(folder / CACHE)
