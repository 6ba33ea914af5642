"""Mail over SMTP (RFC 5321), as an office's own relay speaks it: plain, STARTTLS or TLS, with or without a password."""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import system_reason
from planrunner.services.delivering import DeliveryError

if TYPE_CHECKING:
    from planrunner.config import MailSettings
    from planrunner.services.delivering import Letter

TIMEOUT_SECONDS = 30
TLS = ("none", "starttls", "ssl")
KEY_HEADER = "X-Planrunner-Key"


def compose(letter: Letter, sender: str) -> EmailMessage:
    """Return the message: UTF-8, plain text, the letter's own Message-ID, and a header that mutes automatic replies."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("planrunner", addr_spec=sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = letter.message_id
    message[KEY_HEADER] = letter.message_id.strip("<>")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5
    message.set_content(letter.body + "\n", cte="base64")
    return message


def send(settings: MailSettings, letter: Letter) -> None:
    """Hand a letter to the mail server. Blocks up to TIMEOUT_SECONDS a step.

    Raises DeliveryError, permanent where the server refuses this recipient or this message for good (5xx); settings
    that cannot be used are not permanent, for they can be put right.
    """
    try:
        message = compose(letter, settings.sender)
    except (ValueError, IndexError, MessageError) as error:  # what the standard library raises for broken addresses
        raise DeliveryError(
            f"邮件地址写错了（{settings.sender} → {letter.recipient}）：{error}", permanent=True
        ) from error
    where = f"邮件服务器 {settings.host}:{settings.port}"
    try:
        with _connect(settings) as server:
            if settings.user:
                server.login(settings.user, _password(settings))
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise DeliveryError(
            f"{where}不收 {letter.recipient} 的信：{code} {_text(said)}", permanent=code >= 500
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(f"{where}不认账号 {settings.user}：{error.smtp_code} {_text(error.smtp_error)}") from error
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        permanent = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
        raise DeliveryError(
            f"{where}没有收下：{error.smtp_code} {_text(error.smtp_error)}", permanent=permanent
        ) from error
    except UnicodeError as error:  # smtplib signs in with ASCII alone
        raise DeliveryError(f"{where}的账号、密码或地址里有不能用的字：{error}") from error
    except socket.gaierror as error:
        raise DeliveryError(f"连不上{where}：找不到这台服务器，地址写错了或没有联网") from error
    except OSError as error:  # SMTPException is one of them
        raise DeliveryError(f"连不上{where}：{system_reason(error)}") from error


def _connect(settings: MailSettings) -> smtplib.SMTP:
    if settings.tls not in TLS:
        raise DeliveryError(f"planrunner.toml 的 [mail] tls 写成了 {settings.tls}，应是 {'、'.join(TLS)} 之一。")
    if settings.tls == "ssl":
        return smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    if settings.tls == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    return server


def _password(settings: MailSettings) -> str:
    try:
        return Path(settings.password_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DeliveryError(
            f"读不了 [mail] password_file 指的文件 {settings.password_file}：{system_reason(error)}。"
        ) from error
    except UnicodeDecodeError as error:
        raise DeliveryError(f"[mail] password_file 指的文件 {settings.password_file} 不是 UTF-8 编码。") from error


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
