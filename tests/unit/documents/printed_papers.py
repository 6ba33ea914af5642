"""Small printed papers and old Word files, written byte by byte for the tests."""

import io
import struct
import zipfile

Text = tuple[float, float, float, str]
"""Left edge, height above the page's foot, size, text."""


def pdf(pages: list[list[Text]], *, rotate: int = 0, turn: str = "1 0 0 1", extra: str = "") -> bytes:
    """Return a PDF with these texts in a Chinese font that is not embedded; `turn` is the texts' direction."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids ["
        + " ".join(f"{6 + 2 * at} 0 R" for at in range(len(pages)))
        + f"] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
        ),
        (
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
            "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
        ),
    ]
    for at, texts in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} /Contents {7 + 2 * at} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        drawn = "".join(
            f"BT /F {size} Tf {turn} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, size, text in texts
        )
        drawn += extra
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode("ascii")


def ofd(pages: list[str], *, root: str = "Doc_0/Document.xml") -> bytes:
    """Return an OFD file whose pages hold these elements."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for at, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def ole(streams: dict[str, bytes]) -> bytes:
    """Return a compound file of these streams, each padded to the size from which it has sectors of its own."""
    bodies = {name: data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0") for name, data in streams.items()}
    fat: list[int] = [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE]
    sectors = b""
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    for at, (name, data) in enumerate(bodies.items(), start=1):
        start, count = len(fat), len(data) // 512
        fat += [*range(start + 1, start + count), 0xFFFFFFFE]
        sectors += data
        entries += _entry(name, 2, 0xFFFFFFFF, start, len(data), right=at + 1 if at < len(bodies) else 0xFFFFFFFF)
    assert len(fat) <= 128
    assert len(bodies) <= 7
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0) + b"\xff" * 432
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return head + table + entries.ljust(1024, b"\0") + sectors


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip


def word(
    text: str, *, main: int | None = None, rows: tuple[int, ...] = (), tables: tuple[tuple[int, int], ...] = (),
    deleted: tuple[tuple[int, int], ...] = (), flags: int = 0x0200, version: int = 0xC1, compressed: bytes = b"",
) -> bytes:  # fmt: skip
    """Return an old Word file.

    `main` is the length of the main text; `compressed` stands before `text` in bytes; `rows` are the places of marks
    that end a table row, `tables` and `deleted` are spans of such text.
    """
    wide = text.encode("utf-16-le", "surrogatepass")
    at = 1024
    lead = compressed.ljust(-(-len(compressed) // 2) * 2, b"\0")
    start = at + len(lead)
    count = len(compressed) + len(wide) // 2
    pages = -(-(start + len(wide)) // 512)
    spans = [(a, b, struct.pack("<HB", 0x2416, 1)) for a, b in tables]
    spans += [(row, row + 1, struct.pack("<HBHB", 0x2416, 1, 0x2417, 1)) for row in rows]
    paragraphs = _page([(start + 2 * a, start + 2 * b, b"\0\0" + sprms) for a, b, sprms in sorted(spans)], words=True)
    marked = _page([(start + 2 * a, start + 2 * b, struct.pack("<HB", 0x0800, 1)) for a, b in deleted], words=False)
    stream = (bytes(at) + lead + wide).ljust(512 * pages, b"\0") + paragraphs + marked
    pieces = [(0, len(compressed), 0x40000000 | 2 * at)] if compressed else []
    pieces.append((len(compressed), count, start))
    plc = struct.pack(f"<{len(pieces) + 1}I", *(piece[0] for piece in pieces), count)
    plc += b"".join(struct.pack("<HIH", 0, fc, 0) for _, _, fc in pieces)
    clx = b"\x01\x02\x00\xab\xcd" + b"\x02" + struct.pack("<I", len(plc)) + plc
    bins = [struct.pack("<III", 0, 0xFFFF, page) for page in (pages, pages + 1)]
    table = clx + bins[0] + bins[1]
    fib = bytearray(at)
    struct.pack_into("<HHHH", fib, 0, 0xA5EC, version, 0, 0x0804)
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<I", fib, 0x4C, count if main is None else main)
    struct.pack_into("<II", fib, 0x01A2, 0, len(clx))
    if spans:
        struct.pack_into("<II", fib, 0x0102, len(clx), 12)
    if deleted:
        struct.pack_into("<II", fib, 0x00FA, len(clx) + 12, 12)
    return ole({"WordDocument": bytes(fib) + stream[at:], "1Table": table})


def _page(runs: list[tuple[int, int, bytes]], *, words: bool) -> bytes:
    """Return a page of formatting: paragraphs count their properties in words, characters in bytes."""
    spread: list[tuple[int, int, bytes]] = []
    for start, end, properties in runs:
        if spread and spread[-1][1] < start:
            spread.append((spread[-1][1], start, b""))
        spread.append((start, end, properties))
    page = bytearray(512)
    if not spread:
        return bytes(page)
    struct.pack_into(f"<{len(spread) + 1}I", page, 0, *(run[0] for run in spread), spread[-1][1])
    free = 510
    for at, (_, _, properties) in enumerate(spread):
        if not properties:
            continue
        size = len(properties) // 2 + 1 if words else len(properties)
        free = (free - len(properties) - 2) // 2 * 2
        page[free] = size
        page[free + 1 : free + 1 + len(properties)] = properties
        page[4 * (len(spread) + 1) + (13 if words else 1) * at] = free // 2
    page[511] = len(spread)
    return bytes(page)
