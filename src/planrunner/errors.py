"""Everything that can go wrong in a way a person should read: one class per kind, each with its exit code.

A message says in Chinese what happened, what was kept and what to do next. Nothing else is caught broadly: an
exception that is none of these is a bug and ends with exit code 70 and a log file.
"""

import errno
from typing import ClassVar

SYSTEM_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EEXIST: "已经有同名的文件",
    errno.EISDIR: "它是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "文件太大，磁盘格式存不下",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正被别的程序占用",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "路径或内容不被系统接受",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.ENODEV: "设备不在",
    errno.ENXIO: "设备不在",
    errno.EXDEV: "跨了磁盘",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "对方断开了连接",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "找不到去对方的路",
    errno.ETIMEDOUT: "等了太久没有回应",
}
"""What the operating system says, in Chinese; what is not here is shown as the system says it."""


def system_reason(error: OSError) -> str:
    """Return why the operating system refused, in Chinese where it is known."""
    if isinstance(error, TimeoutError):
        return SYSTEM_REASONS[errno.ETIMEDOUT]
    return SYSTEM_REASONS.get(error.errno or 0, error.strerror or str(error))


class PlanrunnerError(Exception):
    """Base of every error whose message may be shown to a person."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NothingFoundError(PlanrunnerError):
    """What was asked for does not exist: an unknown id, a search without a hit, a paper without a plan."""

    exit_code = 1


class UsageError(PlanrunnerError):
    """The command or a value given to it cannot be understood."""

    exit_code = 2


class BadInputError(PlanrunnerError):
    """A file handed in cannot be read: empty, damaged, too large, of an unknown kind."""

    exit_code = 3


class NotAllowedError(PlanrunnerError):
    """The action is not permitted: wrong person, wrong state, a reason or evidence is missing."""

    exit_code = 4


class ConflictError(PlanrunnerError):
    """Someone else changed the same thing meanwhile, or the data is busy; nothing was written."""

    exit_code = 5


class DamagedDataError(PlanrunnerError):
    """The workspace's data is damaged or is not a planrunner workspace."""

    exit_code = 6
