"""Files of a form as they arrive, written to disk block by block and never held in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header

if TYPE_CHECKING:
    from pathlib import Path

MOST_HEADER = 4096
LONGEST_NAME = 80


class RefusedError(Exception):
    """The form is not one that is taken: the HTTP status, and why in Chinese."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class FormFiles:
    """The files of one form. `write` is given the body in pieces; `files` are (path, name as sent) of what came whole."""

    def __init__(self, folder: Path, content_type: str, most_files: int, most_bytes: int) -> None:
        """Prepare for a form. Raises RefusedError where the content is no form with files."""
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise RefusedError(400, "没有收到文件。")
        self.files: list[tuple[Path, str]] = []
        self.finished = False
        self._folder, self._most_files, self._most_bytes = folder, most_files, most_bytes
        self._field = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._stream: BinaryIO | None = None
        self._name, self._size = "", 0
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin, "on_header_field": self._on_field, "on_header_value": self._on_value,
                    "on_header_end": self._on_header, "on_headers_finished": self._open, "on_part_data": self._data,
                    "on_part_end": self._close_part, "on_end": self._end,
                },
            )  # fmt: skip
        except MultipartParseError as error:
            raise RefusedError(400, "没有收到文件。") from error

    def write(self, block: bytes) -> None:
        """Take a piece of the body. Raises RefusedError for a form that is malformed or too large, OSError from the disk."""
        try:
            self._parser.write(block)
        except MultipartParseError as error:
            raise RefusedError(400, "传来的内容不完整，请重新上传。") from error

    def close(self) -> None:
        """Let go of a file that did not come whole."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _begin(self) -> None:
        self._headers = {}

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]
        self._limit()

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._limit()

    def _limit(self) -> None:
        if len(self._field) + len(self._value) > MOST_HEADER:
            raise RefusedError(400, "传来的内容不对，请重新上传。")

    def _on_header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"filename")
        if name is None:  # a field that is no file
            return
        if len(self.files) >= self._most_files:
            raise RefusedError(413, f"一次最多传 {self._most_files} 个文件。")
        self._name, self._size = name.decode(errors="replace"), 0
        self._stream = (self._folder / f"part{len(self.files)}").open("wb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._stream is None:
            return
        self._size += end - start
        if self._size > self._most_bytes:
            raise RefusedError(413, f"单个文件不能超过 {self._most_bytes >> 20} MB。")
        self._stream.write(data[start:end])

    def _close_part(self) -> None:
        if self._stream is not None:
            stream, self._stream = self._stream, None
            stream.close()
            if self._size:  # a form sent without choosing a file has one that is empty
                self.files.append((self._folder / f"part{len(self.files)}", self._name))

    def _end(self) -> None:
        self.finished = True
