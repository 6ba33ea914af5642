"""Several papers for one year: what says the same is one obligation that keeps all its sources."""

from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.services import agenda, intake, planning, undoing, workspace
from planrunner.services.review_view import review_view
from planrunner.store import queries

REPORT = """清源镇2021年度法治政府建设工作报告
2021年，我镇各项工作有序推进。
二、2022年工作安排
1、深入开展宪法宣传周活动。
2、健全村级调解网络台账。
"""
POINTS = """清源镇2022年法治建设工作要点
1.组织开展宪法宣传周系列活动。
2.健全村级调解网络台账。
3.举办村民法治夜校。
"""


@pytest.fixture
def papers(tmp_path: Path) -> tuple[Path, Path]:
    """Return the office's report and the year's work points."""
    files = tmp_path / "报告.txt", tmp_path / "要点.txt"
    for file, text in zip(files, (REPORT, POINTS), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


def cited(place: Workplace) -> dict[str, set[str]]:
    """Return the documents that each obligation or waiting proposal cites, by title."""
    desk = place.desk()
    with desk.store.reader() as reader:
        found = {row.title: row.measures for row in queries.obligations(reader)}
    found |= {row.title: row.measures for row in planning.list_proposals(desk)}
    return {title: {item["document"] for item in measures} for title, measures in found.items() if measures}


@pytest.mark.parametrize("accepted", [False, True], ids=["waiting", "accepted"])
def test_a_second_paper_adds_its_sources(place: Workplace, papers: tuple[Path, Path], accepted: bool) -> None:
    """Whether the first paper's proposals still wait or are obligations by now, the same work is not offered twice."""
    desk = place.desk()
    intake.import_report(desk, papers[0])
    if accepted:
        planning.accept_all(desk)
    before = len(agenda.search(desk, "宪法宣传周")) if accepted else 0
    second = intake.import_report(desk, papers[1])
    found = cited(place)
    assert found["宪法宣传周"] == {"D1", "D2"}
    assert found["健全村级调解网络台账"] == {"D1", "D2"}
    assert found["举办村民法治夜校"] == {"D2"}
    assert second.new >= 1
    titles = [row.title for row in planning.list_proposals(desk)]
    assert len(titles) == len(set(titles))
    if accepted:
        assert len(agenda.search(desk, "宪法宣传周")) == before
        assert not {"宪法宣传周", "健全村级调解网络台账"} & set(titles)
    assert (intake.import_report(desk, papers[1]).changed, intake.import_report(desk, papers[0]).changed) == (0, 0)
    assert set(review_view(desk).sources) <= {"D1", "D2"}
    undoing.undo(desk)
    assert workspace.verify(desk).problems == []
