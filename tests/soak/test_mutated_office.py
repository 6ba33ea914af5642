"""Damaged, odd and hostile office files: a document or a refusal, in time and memory (PLANRUNNER_MUTATIONS a reader)."""

import io
import os
import random
import re
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.soak.peak_memory import peak_megabytes
from tests.unit.documents.papers import definition, item, level, open_text_file, run, word_file, word_style, zipped

from planrunner.documents.reader import read_document
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

FEW, MANY = 300, int(os.environ.get("PLANRUNNER_MUTATIONS", "20000"))
SECONDS = 10.0
MEGABYTES = 300
Mutation = Callable[[bytes, random.Random], bytes]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the time limit is a signal")

CHINESE = "一, 二, 三, ..."
WORD = word_file(
    item("下一步打算")
    + item("办好法治夜校，每季度一次。", level=1, mark="<w:del/>")
    + item("开展普法宣讲。", None, None, style="1")
    + '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    + f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("3")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    + f"<w:r><w:txbxContent><w:p>{run('框中文字', '<w:vanish/>')}</w:p></w:txbxContent></w:r></w:p>"
    + f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>{run("任务")}</w:p></w:tc></w:tr>'
    + f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p>{run("司法所")}</w:p></w:tc></w:tr>'
    + "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
    numbering=definition(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", '<w:pStyle w:val="1"/>')),
    styles=word_style("a") + word_style("1", "a", 1),
)
OPEN = open_text_file(
    '<text:h text:outline-level="1">下一步打算</text:h><text:list text:style-name="L"><text:list-item>'
    '<text:p text:style-name="P">办好法治<text:s text:c="3"/>夜校<text:line-break/>每季度一次</text:p><text:list>'
    '<text:list-item text:start-value="4"><text:p>普法<text:note><text:p>注</text:p></text:note>宣讲</text:p></text:list-item>'
    "</text:list></text:list-item></text:list>"
    '<table:table><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>司法所</text:p>'
    "</table:table-cell></table:table-row><table:table-row><table:covered-table-cell/></table:table-row></table:table>"
    "<text:p>前<draw:frame><draw:text-box><text:p>框中文字</text:p></draw:text-box></draw:frame></text:p>",
    automatic='<style:style style:family="paragraph" style:name="P" style:parent-style-name="Q"/><text:list-style style:name="L">'
    f'<text:list-level-style-number text:level="1" style:num-format="{CHINESE}" style:num-suffix="、"/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/></text:list-style>',
    styles=f'<text:outline-style><text:outline-level-style text:level="1" style:num-format="{CHINESE}"/></text:outline-style>',
)
RICH = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}{\info{\title x}}"
    rb"\pard{\listtext\'d2\'bb\'a1\'a2\tab}\f0 \'b0\'ec\'ba\'c3\'b7\'a8\'d6\'ce\'d2\'b9\'d0\'a3\par"
    rb"\uc1\u21150?\u22909\'3f{\deleted x\par}{\v y}\f1\'93z\'94{\field{\*\fldinst PAGE}{\fldrslt 3}}\line\u27861?\par"
    rb"{\shp{\*\shpinst{\shptxt\pard\u26694?\par}}}\trowd\clvmgf\cellx1000\cellx2000\pard\intbl\u20219?\cell\u21153?\cell\row"
    rb"\trowd\clvmrg\cellx1000\cellx2000\intbl\cell\u21496?\par\u27861?\cell\row\pard{\pict\bin4 \\{}}\u21518?\par}"
)
VALUES = (
    "",
    "0",
    "-1",
    "1",
    "2",
    "9",
    "255",
    "65535",
    "999999999999",
    "x",
    "一",
    "restart",
    "true",
    "%1%2%9",
    "L",
    "a",
    "1.5",
)


def flip(data: bytes, chance: random.Random) -> bytes:
    """Change up to eight bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Cut the end off, or a piece out of the middle."""
    start, end = sorted(chance.randrange(len(data)) for _ in "ab")
    return data[:start] + (data[end:] if chance.random() < 0.5 else b"")


def double(data: bytes, chance: random.Random) -> bytes:
    """Put a piece in again, somewhere else, up to fifty times."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 400)] * chance.choice((1, 1, 2, 50))
    at = chance.randrange(len(data))
    return data[:at] + piece + data[at:]


def revalue(data: bytes, chance: random.Random) -> bytes:
    """Give some attributes of an XML part other values."""
    share = chance.random() * 0.3
    return re.sub(
        rb'(?<= )([\w:-]+)="([^"]*)"',
        lambda match: match[1] + b'="' + chance.choice(VALUES).encode() + b'"' if chance.random() < share else match[0],
        data,
    )


def reshuffle(data: bytes, chance: random.Random) -> bytes:
    """Put whole elements of an XML part into other places, some of them many times."""
    found = list(re.finditer(rb"<([\w:-]+)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)", data))
    for _ in range(chance.randint(1, 5) if found else 0):
        piece = chance.choice(found).group() * chance.choice((1, 2, 3, 300))
        at = chance.choice([match.start() for match in re.finditer(rb"<[a-z]", data)][1:] or [0])
        data = data[:at] + piece + data[at:]
    return data


def wrap(data: bytes, chance: random.Random) -> bytes:
    """Nest an element of an XML part into itself, too deeply for some."""
    found = list(re.finditer(rb"<([\w:-]+)( [^<>]*)?>", data))[2:]
    if not found:
        return data
    match = chance.choice(found)
    times = chance.choice((2, 20, 60, 240, 3000))
    closing = b"</" + match[1] + b">"
    end = data.find(closing, match.end())
    if match.group().endswith(b"/>") or end < 0:
        return data
    return (
        data[: match.start()]
        + match.group() * times
        + data[match.end() : end]
        + closing * times
        + data[end + len(closing) :]
    )


def declare(data: bytes, chance: random.Random) -> bytes:
    """Put a document type with entities before the root and use them."""
    bomb = b"".join(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10 if at else b"ha") for at in range(10))
    outside = b'<!ENTITY a9 SYSTEM "file:///etc/passwd">'
    head = b"<!DOCTYPE d [" + chance.choice((bomb, outside)) + b"]>"
    blank = b"<!--" + b" " * chance.choice((0, 5000)) + b"-->"
    text = (blank + head + data).replace(b"</", b"&a9;</", 3)
    return text if chance.random() < 0.7 else b"\xff\xfe" + text.decode(errors="replace").encode("utf-16-le")


def enlarge(data: bytes, chance: random.Random) -> bytes:
    """Repeat a row, a cell or a paragraph thousands of times, or give it a long text."""
    if chance.random() < 0.3:
        return re.sub(rb"(?<=[^>])(?=</(w:t|text:p)>)", "长".encode() * chance.choice((1000, 200_000)), data, count=1)
    rows = list(
        re.finditer(rb"<(w:tr|w:tc|w:p|table:table-row|table:table-cell|text:p|text:list-item)[ >].*?</\1>", data)
    )
    if not rows:
        return data
    match = chance.choice(rows)
    return data[: match.end()] + match.group() * chance.choice((100, 1000, 5000)) + data[match.end() :]


def nest(data: bytes, chance: random.Random) -> bytes:
    """Put the file where a part should be, or into a container of its own."""
    part = chance.choice(("word/document.xml", "content.xml", "word/numbering.xml", "styles.xml", "a.zip"))
    return zipped({part: data, **({"content.xml": b"<x/>"} if chance.random() < 0.5 else {})})


def within(change: Mutation) -> Mutation:
    """Return a mutation that changes one part of a container and leaves the container whole."""

    def changed(data: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(name for name, part in parts.items() if part))
        part = parts[name]
        parts[name] = change(part if isinstance(part, bytes) else part.encode(), chance)
        return zipped(parts)

    return changed


def reword(data: bytes, chance: random.Random) -> bytes:
    """Put control words, braces and numbers of RTF into other places."""
    words = re.findall(rb"\\[a-z]+-?\d*|\\'[0-9a-f]{2}|[{}]|\\\*", data)
    for _ in range(chance.randint(1, 12)):
        piece = chance.choice(words)
        if chance.random() < 0.3:
            piece = re.sub(rb"-?\d+$", b"", piece) + chance.choice(
                (b"0", b"-1", b"1", b"99999", b"-9999999999 ", b"2147483648")
            )
        at = chance.randrange(len(data))
        data = data[:at] + piece * chance.choice((1, 1, 1, 2, 40, 3000)) + data[at:]
    return data


ZIPPED = (flip, cut, double, nest) + 2 * tuple(
    map(within, (flip, cut, double, revalue, revalue, reshuffle, reshuffle, wrap, declare, enlarge))
)
READERS = pytest.mark.parametrize(
    ("kind", "data", "mutations"),
    [("docx", WORD, ZIPPED), ("odt", OPEN, ZIPPED), ("rtf", RICH, (flip, cut, double, reword, reword, reword))],
    ids=["docx", "odt", "rtf"],
)


@contextmanager
def limited() -> Iterator[None]:
    """Fail where the block takes longer than SECONDS, even if it would never end."""

    def stop(number: int, frame: object) -> None:
        pytest.fail(f"took longer than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def check(document: Document) -> None:
    """Check that every paragraph is a line and every Chinese character of the reading stands where it came from."""
    text, reading = document.text, document.reading
    if document.format != "txt":  # a container cut down to a few letters
        assert [text[each.start : each.end] for each in document.paragraphs] == text.split("\n")
    assert all(each.synthetic_prefix <= each.end - each.start for each in document.paragraphs)
    assert len(reading.offsets) == len(reading.text) + 1
    for at, char in zip(reading.offsets, reading.text, strict=False):
        assert text[at] == char or not "\u4e00" <= char <= "\u9fff" or char == "和"
    text.encode("utf-8")


def mutate(kind: str, data: bytes, mutations: tuple[Mutation, ...], times: int, path: Path) -> None:
    """Read mutated files; each is read or refused, and both happen."""
    chance = random.Random(f"{kind} {times}")
    path.write_bytes(data)
    read_document(path)
    before = peak_megabytes()
    read, refused = 0, 0
    messages: set[str] = set()
    for _ in range(times):
        mutated = chance.choice(mutations)(data, chance)
        if chance.random() < 0.2:
            mutated = chance.choice(mutations[:3])(mutated or data, chance)
        path.write_bytes(mutated)
        try:
            with limited():
                check(read_document(path))
            read += 1
        except BadInputError as error:
            messages.add(error.message)
            refused += 1
    assert all("未导入任何内容" in message for message in messages)
    assert read > times // 20
    assert refused > times // 20
    assert peak_megabytes() - before < MEGABYTES
    print(f"{kind}: {read} read, {refused} refused, {peak_megabytes() - before:.0f} MB more")


@READERS
def test_a_few_mutations(kind: str, data: bytes, mutations: tuple[Mutation, ...], tmp_path: Path) -> None:
    """Whatever happens to a file, the answer is a document with right spans or a refusal."""
    mutate(kind, data, mutations, FEW, tmp_path / "x")


@pytest.mark.soak
@READERS
def test_many_mutations(kind: str, data: bytes, mutations: tuple[Mutation, ...], tmp_path: Path) -> None:
    """The same, many times with other accidents."""
    mutate(kind, data, mutations, MANY, tmp_path / "x")
