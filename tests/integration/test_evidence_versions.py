"""A corrected or signed copy takes the place of an earlier piece of evidence; the earlier one is kept and no more counted."""

from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.reports.markdown import to_markdown
from planrunner.services import evidence_review, records, reporting, tracking, undoing, workspace
from planrunner.services.evidence import NewEvidence, add_evidence, list_evidence
from planrunner.services.evidence_versions import replace, state_word

TODAY = date(2022, 3, 1)


def two_tasks(place: Workplace, tmp_path: Path) -> tuple[Path, Path]:
    """Put one accepted file on two tasks; return that file and the signed one."""
    desk = place.desk("经办", TODAY)
    first, second = tmp_path / "纪要.txt", tmp_path / "盖章.txt"
    first.write_text("会议纪要", encoding="utf-8")
    second.write_text("会议纪要（盖章）", encoding="utf-8")
    for title in ("学法", "议事"):
        tracking.add(desk, title, due=date(2022, 5, 10))
    add_evidence(desk, "T1", [NewEvidence(file=first, title="学法会议纪要", number="凤政发〔2022〕3号")])
    add_evidence(desk, "T2", [NewEvidence(known="E1")])
    evidence_review.accept(place.desk("审核", TODAY), ["E1"])
    return first, second


def test_the_new_one_stands_on_every_task_and_waits(place: Workplace, tmp_path: Path) -> None:
    """Tasks follow, name and number stay, acceptance begins anew, the earlier file is kept; undo puts all back."""
    _, signed = two_tasks(place, tmp_path)
    desk = place.desk("经办", date(2022, 3, 5))
    assert replace(desk, "E1", NewEvidence(file=signed, note="补盖公章")) == "E2"
    new, old = list_evidence(desk, "T1") + [row for row in list_evidence(desk) if row.id == 1]
    assert (new.id, new.replaces, new.status, new.title, new.number) == (
        2,
        1,
        "submitted",
        "学法会议纪要",
        "凤政发〔2022〕3号",
    )
    assert (new.occurred_on, new.file_name) == (TODAY, "盖章.txt")
    assert [row.id for row in list_evidence(desk, "T2")] == [2]
    assert (old.replaced_by, state_word(old), state_word(new)) == (2, "旧版", "待审")
    assert evidence_review.check_files(desk) == (2, [])
    assert records.records(desk)[0][3:5] == ("evidence-replace", "补盖公章")
    assert workspace.verify(desk).problems == []
    undoing.undo(desk)
    assert [(row.id, row.status, row.replaced_by) for row in list_evidence(desk)] == [(1, "accepted", None)]
    assert [row.id for task in ("T1", "T2") for row in list_evidence(desk, task)] == [1, 1]
    undoing.redo(desk)
    assert [row.id for task in ("T1", "T2") for row in list_evidence(desk, task)] == [2, 2]
    assert workspace.verify(desk).problems == []


def test_an_old_version_takes_part_in_nothing(sqlite_place: Workplace, tmp_path: Path) -> None:
    """It is neither accepted, returned, attached nor replaced again, and no paper names it."""
    first, signed = two_tasks(sqlite_place, tmp_path)
    desk, reviewer = sqlite_place.desk("经办", TODAY), sqlite_place.desk("审核", TODAY)
    replace(desk, "E1", NewEvidence(file=signed, title="盖章的纪要"))
    for refused in (
        lambda: evidence_review.accept(reviewer, ["E1"]),
        lambda: evidence_review.return_(reviewer, ["E1"], "旧了"),
        lambda: add_evidence(desk, "T1", [NewEvidence(known="E1")]),
        lambda: replace(desk, "E1", NewEvidence(note="再来")),
    ):
        with pytest.raises(NotAllowedError, match="已由 E2 代替"):
            refused()
    with pytest.raises(UsageError, match="同一份"):
        replace(desk, "E2", NewEvidence(file=signed))
    with pytest.raises(UsageError, match="自己代替自己"):
        replace(desk, "E2", NewEvidence(known="E2"))
    with pytest.raises(NothingFoundError):
        replace(desk, "E9", NewEvidence(note="没有这件"))
    assert replace(desk, "E2", NewEvidence(file=first, title="第三稿")) == "E3"
    text = to_markdown(reporting.summary(desk, 2022))
    assert "第三稿" in text
    assert not any(words in text for words in ("学法会议纪要", "盖章的纪要", "| E1 |", "| E2 |"))


def test_a_piece_already_kept_can_take_the_place(sqlite_place: Workplace, tmp_path: Path) -> None:
    """What came in by phone for one of the tasks stands once on each, with the acceptance it has itself."""
    _, signed = two_tasks(sqlite_place, tmp_path)
    desk = sqlite_place.desk("经办", TODAY)
    add_evidence(desk, "T2", [NewEvidence(file=signed)])
    evidence_review.accept(sqlite_place.desk("审核", TODAY), ["E2"])
    assert replace(desk, "E1", NewEvidence(known="E2")) == "E2"
    assert [(row.id, row.status) for task in ("T1", "T2") for row in list_evidence(desk, task)] == [(2, "accepted")] * 2
    add_evidence(desk, "T1", [NewEvidence(note="另一件")])
    with pytest.raises(UsageError, match="只能代替一件"):
        replace(desk, "E3", NewEvidence(known="E2"))
