"""What is wrong with a TOML file, in Chinese: tomllib says it in English."""

import re

KNOWN = (
    (r"Cannot declare \('(.+)',\) twice", r"[\1] 这一段写了两遍，请合成一段"),
    (r"Cannot overwrite a value", "同一项写了两遍，请只留一个"),
    (r"Expected '=' after a key in a key/value pair", "项名后面缺少等号"),
    (r"Invalid value", "等号后面的值写得不对，文字要加英文引号"),
    (r"Illegal character|Invalid initial character for a key part", "有不能用的字符，例如中文的引号或等号"),
    (r"Unescaped '\\' in a string|Invalid hex value", "文字里的 \\ 要写两个，或者把引号换成单引号"),
    (r"Unterminated string", "文字后面缺少引号"),
    (r"Expected '\]' at the end of a table declaration", "段名后面缺少 ]"),
    (r"Unclosed array", "列表后面缺少 ]"),
    (r"Expected newline or end of document after a statement", "一行里多写了东西"),
)
"""Words of tomllib's message and what to say instead."""


def toml_mistake(error: ValueError) -> str:
    """Return the mistake that a TOMLDecodeError tells of, with its line; in English where it is not known."""
    said = str(error)
    place = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", said)
    if place is None:
        return said
    where = f"第 {place[1]} 行" if place[1] else "文件末尾"
    mistake = said[: place.start()].strip()
    for pattern, words in KNOWN:
        found = re.match(pattern, mistake)
        if found:
            return f"{where}，{found.expand(words)}"
    return f"{where}，{mistake}"
