"""Ids as people type them: a letter for the kind and the row's number (P12 建议, T34 任务, O5 事项, E7 佐证)."""

from planrunner.errors import NothingFoundError

PROPOSAL, TASK, OBLIGATION, EVIDENCE, DOCUMENT, FEED = "P", "T", "O", "E", "D", "F"
WORDS = {PROPOSAL: "建议", TASK: "任务", OBLIGATION: "事项", EVIDENCE: "佐证", DOCUMENT: "文件", FEED: "订阅"}


def show(kind: str, number: int | None) -> str:
    """Return the id of a row, for example T12."""
    return f"{kind}{number}"


def read(kind: str, text: str) -> int:
    """Return the row number in an id such as T12, t12, Ｔ１２ or 12.

    Raises NothingFoundError naming the kind where the text is no such id.
    """
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text.strip()).upper()
    digits = plain.removeprefix(kind)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise NothingFoundError(f"没有编号为 {text} 的{WORDS[kind]}。编号的样子是 {kind}12，可用列表命令查看。")
    return int(digits)
