"""A paper as Markdown: readable, and read again by our own reader."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from planrunner.reports.markdown import to_markdown
from planrunner.reports.paper import Annex, Heading, Paper, Paragraph, Sentence, Table, paragraph

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)


def test_a_paper_reads_as_markdown() -> None:
    """Title, headings, annex list, signature, annexes, tables and footnotes stand where they belong, calls before the stop."""
    paper = Paper(
        "2027年度报告",
        (
            Heading(1, "一、成效"),
            Heading(2, "（一）普法"),
            Paragraph((Sentence("4月15日，开展宣传。", ("T1", "T2")), Sentence("受众30人次。"))),
            Annex("佐证目录"),
            Table(("编号", "名称"), (("E1", "甲|乙\n丙"),), (1, 2)),
        ),
        "清源镇人民政府",
        date(2027, 12, 5),
    )
    text = (
        "2027年度报告\n========\n\n## 一、成效\n\n### （一）普法\n\n4月15日，开展宣传[^1]。受众30人次。\n\n"
        "附件：佐证目录\n\n清源镇人民政府  \n2027年12月5日\n\n## 附件 佐证目录\n\n"
        "| 编号 | 名称 |\n| --- | --- |\n| E1 | 甲\\|乙<br>丙 |\n"
    )
    assert to_markdown(paper, "endnotes") == to_markdown(paper, "comments") == f"{text}\n[^1]: 依据：T1；T2。\n"
    assert to_markdown(paper) == text.replace("[^1]", "")


@given(words)
def test_no_words_become_markup(text: str) -> None:
    """Words that look like Markdown stay words: every special character is escaped, and no paragraph becomes a heading."""
    line = to_markdown(Paper("题", (paragraph(text),))).split("\n\n")[1].removesuffix("\n")
    plain, at = "", 0
    while at < len(line):
        if line[at] == "\\" and at + 1 < len(line):
            at += 1
        else:
            assert line[at] not in "`*<["
        plain += line[at]
        at += 1
    assert plain == text
    assert not line.lstrip().startswith(("# ", "- ", "+ ", "> "))


@given(words, words)
def test_a_row_has_as_many_cells_as_its_header(first: str, second: str) -> None:
    """A bar or a line break in a cell does not make another cell or row."""
    table = Table(("甲", "乙"), ((first, f"{second}\n{first}"),), (1, 1))
    lines = to_markdown(Paper("题", (table,))).split("\n\n", 1)[1].removesuffix("\n").split("\n")
    assert len(lines) == 3
    bars = [char for at, char in enumerate(lines[2]) if char == "|" and _even_backslashes(lines[2][:at])]
    assert len(bars) == 3


def _even_backslashes(before: str) -> bool:
    return (len(before) - len(before.rstrip("\\"))) % 2 == 0
