"""What a person corrects in one paper is known when the next is read."""

from datetime import date
from pathlib import Path

from tests.integration.workplace import Workplace

from planrunner.services import intake, planning
from planrunner.store.queries import ProposalRow

PLAN = """{year}年度清源镇法治政府建设工作报告

一年来，我镇各项工作有序推进。

二、{next}年工作安排

1、进一步完善村级合同台账，开展村级合同专项清理。
2、深入开展宪法宣传周活动。
"""


def paper(folder: Path, year: int) -> Path:
    file = folder / f"{year}.txt"
    file.write_text(PLAN.format(year=year, next=year + 1), encoding="utf-8")
    return file


def named(rows: list[ProposalRow], word: str) -> ProposalRow:
    (found,) = [row for row in rows if any(word in item["quote"] for item in row.measures) and row.rule is None]
    return found


def test_a_corrected_category_is_used_for_the_next_paper_only(place: Workplace, tmp_path: Path) -> None:
    """The clause reworded next year comes in the corrected category; the corrected paper read again changes nothing."""
    desk = place.desk()
    intake.import_report(desk, paper(tmp_path, 2021))
    first = named(planning.list_proposals(desk), "专项清理")
    assert first.category != "dispute"
    planning.edit_proposal(desk, f"P{first.id}", {"category": "dispute"})
    again = intake.import_report(desk, tmp_path / "2021.txt")
    assert (again.new, again.changed) == (0, 0)

    later = place.desk(today=date(2023, 1, 4))
    changed = paper(tmp_path, 2022)
    changed.write_text(
        changed.read_text("utf-8").replace("开展村级合同专项清理", "再次开展村级合同专项清理工作"), "utf-8"
    )
    intake.import_report(later, changed)
    rows = [row for row in planning.list_proposals(later) if row.plan_year == 2023]
    assert named(rows, "专项清理").category == "dispute"


def test_the_same_work_next_year_is_proposed_to_the_one_who_did_it(place: Workplace, tmp_path: Path) -> None:
    """An owner given by a person goes with the work into the next year, with its category."""
    desk = place.desk()
    intake.import_report(desk, paper(tmp_path, 2021))
    week = next(row for row in planning.list_proposals(desk) if row.title == "宪法宣传周")
    planning.edit_proposal(desk, f"P{week.id}", {"owner": "王所长", "category": "study"})
    planning.accept_all(desk)
    later = place.desk(today=date(2023, 1, 4))
    done = intake.import_report(later, paper(tmp_path, 2022))
    assert done.continued > 0
    again = next(row for row in planning.list_proposals(later) if row.title == "宪法宣传周" and row.plan_year == 2023)
    assert (again.owner, again.category) == ("王所长", "study")
    assert again.continues is not None
    assert again.continues["year"] == 2022
    unchanged = intake.import_report(later, tmp_path / "2022.txt")
    assert (unchanged.new, unchanged.changed) == (0, 0)
