"""Safe ways into zip containers and XML parts, shared by docx, odt and ofd.

A part is refused before it is unpacked where it is too large or packed too tightly, and XML with any document type
declaration is refused before it is parsed.
"""

import zipfile
import zlib

from lxml import etree

from planrunner.errors import BadInputError

MAX_PART_BYTES = 64 * 1024 * 1024
MAX_RATIO = 200
"""Unpacked to packed size; a text part stays well under 50, a zip bomb reaches 1000."""
MAX_NODES = 1_000_000
"""Tags and attributes of a part, which cost 100 to 250 bytes each once parsed; a long report has a tenth of this."""


def read_part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Return one part of a container after its size was found believable.

    Raises BadInputError for a bomb, a damaged or an encrypted part, KeyError for a part that is not there; `name` is
    the file's name for the message.
    """
    info = archive.getinfo(part)
    if info.file_size > MAX_PART_BYTES or info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise BadInputError(
            f"“{name}”解压后异常巨大，可能是恶意文件；已拒绝打开，未导入任何内容。请向发件人核实，或另存为 .txt 后重试。"
        )
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadInputError(
            f"“{name}”已损坏或加了密码，无法打开；未导入任何内容。请重新复制，或取消密码另存一份后重试。"
        ) from error
    if len(data) > info.file_size:
        raise BadInputError(f"“{name}”的压缩信息不实，可能是恶意文件；已拒绝打开，未导入任何内容。")
    return data


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Parse one XML part without its comments.

    Raises BadInputError for damage, for any declaration that could pull in other files, and for more tags than fit
    into a modest memory.
    """
    if b"<!DOCTYPE" in data[:4096].upper().replace(b"\x00", b"") or b"<!ENTITY" in data:
        raise BadInputError(f"“{name}”含有外部引用声明（DOCTYPE），可能是恶意文件；已拒绝打开，未导入任何内容。")
    if data.count(b"<") + data.count(b"=") > MAX_NODES:
        raise BadInputError(
            f"“{name}”的结构异常庞大，不像一份报告；已拒绝打开，未导入任何内容。请向发件人核实，或另存为 .txt 后重试。"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadInputError(
            f"“{name}”的内容已损坏，无法读取；未导入任何内容。请用 WPS 打开修复并另存后重试。"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadInputError(f"“{name}”含有外部引用声明（DOCTYPE），可能是恶意文件；已拒绝打开，未导入任何内容。")
    return root
