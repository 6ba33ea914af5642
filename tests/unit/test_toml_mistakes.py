"""Mistakes in TOML files, in Chinese with their line."""

import tomllib

import pytest

from planrunner.toml_mistakes import toml_mistake


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a]\nx = 1\n\n[a]\n", "第 4 行，[a] 这一段写了两遍，请合成一段"),
        ("x = 1\nx = 2\n", "第 2 行，同一项写了两遍，请只留一个"),
        ("x\n", "第 1 行，项名后面缺少等号"),
        ("x = 提醒\n", "第 1 行，等号后面的值写得不对，文字要加英文引号"),
        ('x = "C:\\提醒"\n', "第 1 行，文字里的 \\ 要写两个，或者把引号换成单引号"),
        ("[a\n", "第 1 行，段名后面缺少 ]"),
        ('x = "a\n', "第 1 行，有不能用的字符，例如中文的引号或等号"),
        ("x = [1\n", "文件末尾，列表后面缺少 ]"),
        ("x = 1 2\n", "第 1 行，一行里多写了东西"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, said: str) -> None:
    """The mistakes that people make are told in Chinese."""
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads(text)
    assert toml_mistake(error.value) == said
