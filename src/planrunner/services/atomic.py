"""Writing a file that others may be reading: all of it or the old one, never half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from planrunner.errors import NotAllowedError, system_reason


def write_atomically(file: Path, content: bytes) -> None:
    """Write `content` beside `file` and rename it there (atomic on POSIX and Windows).

    Raises NotAllowedError where the folder cannot be written; what stood there before stays.
    """
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as stream:
            temporary = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(file)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise NotAllowedError(
            f"不能写入 {file}（{system_reason(error)}），原来的文件没有动。请检查文件夹是否存在、是否可写、磁盘是否已满。"
        ) from error
