"""Taking a port before anything else is begun."""

from __future__ import annotations

import socket

from planrunner.errors import NotAllowedError, system_reason


def listening(host: str, port: int, port_option: str = "--port", host_option: str = "--host") -> socket.socket:
    """Return a socket that listens. Raises NotAllowedError where the port is taken or the address not this machine's."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.create_server((host, port), family=family)
    except OverflowError as error:
        raise NotAllowedError(f"端口 {port} 不对，应在 0—65535 之间。服务没有启动。") from error
    except OSError as error:
        raise NotAllowedError(
            f"不能在 {host}:{port} 上开服务（{system_reason(error)}）。"
            f"端口被占用时换一个 {port_option}，或关掉占用它的程序；地址不对时检查 {host_option}。"
        ) from error
    # asyncio does this for sockets made with a protocol number alone; without it each answer waits 40 ms for an ACK
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found
