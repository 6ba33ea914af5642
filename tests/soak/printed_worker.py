"""Reads mutated papers one after the other; a process of its own, because a native reader can crash or hang.

`python -m tests.soak.printed_worker KIND SEED FROM TO` writes the number of each input before it is read, then what
came of it; at its end it writes how many megabytes the process has needed.
"""

import io
import os
import random
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

from tests.soak.peak_memory import peak_megabytes
from tests.unit.documents.printed_papers import ofd, pdf, word

from planrunner.documents import pdf as pdf_reader
from planrunner.documents.geometry import Page
from planrunner.documents.pdf_glyphs import glyphs_of
from planrunner.documents.reader import read_document
from planrunner.errors import BadInputError

TEXT = "镇司法所每月走访各村并登记法律服务需求，年底前形成清单。"
RUN = f'<ofd:TextCode X="0" Y="5" DeltaX="g 27 5">{TEXT}</ofd:TextCode>'
ROW = f'<ofd:TextObject Size="5" Boundary="30 50 140 5">{RUN}</ofd:TextObject>'
TABLE = "<table><tr><td rowspan=2>序号<td>任务</tr><tr><td colspan=2>学法</tr></table>"
HEAD = f"<head><meta charset=utf-8><title>{TEXT}</title></head>"
PAGE = f"<!DOCTYPE html><html>{HEAD}<body><div id=zoom><p>{TEXT}</p>{TABLE}<br>{TEXT}</div></body></html>"
MAIL = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n"
)
CELLS = "甲\r乙\x07丙\x07\x07见\x13 A \x14附件\x15。\r"
SEEDS = {
    "pdf": [pdf([[(80, 700 - 28 * at, 16, TEXT) for at in range(5)], [(80, 700, 12, TEXT)]])],
    "ofd": [ofd([ROW, ROW + ROW])],
    "html": [PAGE.encode()],
    "mht": [f"{MAIL}{PAGE}\n--b--\n".encode()],
    "doc": [
        word(TEXT + "\r" + CELLS, rows=(len(TEXT) + 6,), tables=((len(TEXT) + 2, len(TEXT) + 6),), deleted=((1, 3),))
    ],
}
FORMS = {"pdf": "*.pdf", "ofd": "*.ofd", "html": "*.html", "doc": "*.doc"}
TOKENS = (
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"\xff\xff\xff\x7f",
    b"99999999999",
    b"-1",
    b"<",
    b"<table><tr><td>",
    b"<div>",
    b"[",
    b"<<",
    b"endobj",
    b"(",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some damage."""
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        at, to = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        to = min(to, at + chance.choice((1, 8, 100, 5000)))
        kind = chance.randrange(8)
        if kind <= 1:
            flipped = bytearray(data)
            for _ in range(chance.choice((1, 3, 20))):
                if flipped:
                    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            data = bytes(flipped)
        elif kind == 2:
            data = data[:at]
        elif kind == 3:
            data = data[:to] + data[at:to] * chance.choice((1, 2, 50)) + data[to:]
        elif kind == 4:
            data = data[:at] + data[to:]
        elif kind == 5:
            token = chance.choice(TOKENS)
            data = data[:at] + token + data[at + len(token) :]
        elif kind == 6:
            data = data[:at] + chance.choice(TOKENS) * chance.choice((1, 10, 3000)) + data[at:]
        else:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(to - at)) + data[to:]
    return data[: 4 * 1024 * 1024]


def paper(kind: str, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Return one mutated paper; in a container one part is mutated half of the time, else the container itself."""
    data = chance.choice(seeds)
    if kind != "ofd" or chance.random() < 0.5:
        return mutated(data, chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
        part = chance.choice(archive.namelist())
        for name in archive.namelist():
            body = archive.read(name)
            copy.writestr(name, mutated(body, chance) if name == part else body)
    return stream.getvalue()


def seeds_of(kind: str) -> list[bytes]:
    """Return our own paper of a kind, and the real ones where they are here."""
    shared = os.environ.get("PLANRUNNER_SHARED")
    folder = Path(shared) / "corpus" / "forms" if shared and kind in FORMS else None
    real = [path.read_bytes() for path in sorted(folder.glob(FORMS[kind]))] if folder else []
    return SEEDS[kind] + real


def pages_here(data: bytes, name: str) -> list[Page]:
    """Do in this process what the PDF reader has done in a child of its own, so that a crash is seen."""
    found = glyphs_of(data)
    if isinstance(found, str):
        raise BadInputError("未导入任何内容")
    return [Page(number, *sheet) for number, sheet in enumerate(found, start=1)]


def main(kind: str, seed: str, first: int, last: int) -> None:
    """Read the inputs from `first` up to `last`."""
    seeds = seeds_of(kind)
    os.environ["PATH"] = ""  # LibreOffice is not what is tried here
    warnings.simplefilter("error")
    pdf_reader._pages = pages_here
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"报告.{kind}"
        for number in range(first, last):
            path.write_bytes(paper(kind, random.Random(f"{seed} {kind} {number}"), seeds) or b"\n")
            print(number, flush=True)
            try:
                document = read_document(path)
            except BadInputError as error:
                print("refused" if "未导入任何内容" in error.message else f"bad words: {error.message}", flush=True)
            else:
                document.text.encode()
                print("read", flush=True)
    print("MB", round(peak_megabytes()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
