"""The papers of a year, written from what people really recorded."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.documents.reader import read_document
from planrunner.errors import BadInputError, NotAllowedError, NothingFoundError, UsageError
from planrunner.reports.markdown import to_markdown
from planrunner.reports.paper import Paper, Table
from planrunner.services import intake, planning, reporting, tracking
from planrunner.services.evidence import NewEvidence, add_evidence
from planrunner.services.sample import sample_report
from planrunner.store import queries
from planrunner.store.queries import TaskRow

YEAR = 2027
END = date(YEAR, 12, 20)

Plan = dict[str, TaskRow]


@pytest.fixture
def plan(place: Workplace, tmp_path: Path) -> Plan:
    """Return the tasks of the sample report's plan by title, all accepted."""
    return planned(place, tmp_path)


@pytest.fixture
def sqlite_plan(sqlite_place: Workplace, tmp_path: Path) -> Plan:
    """Return the same on SQLite only, for what does not depend on the database."""
    return planned(sqlite_place, tmp_path)


def planned(place: Workplace, tmp_path: Path) -> Plan:
    """Import the sample report into a workplace and accept everything; return its tasks by title."""
    file = tmp_path / "report.txt"
    file.write_text(sample_report(YEAR - 1), encoding="utf-8")
    desk = place.desk(today=date(YEAR, 1, 4))
    intake.import_report(desk, file)
    planning.accept_all(desk)
    with desk.store.reader() as reader:
        return {row.title: row for row in queries.tasks(reader)}


def named(plan: Plan, words: str) -> str:
    """Return the id of the first task whose title holds the words."""
    return next(f"T{row.id}" for title, row in plan.items() if words in title)


def finish(
    place: Workplace, task: str, on: date, *, evidence: NewEvidence | None = None, reason: str = "", **metrics: float
) -> None:
    """Submit a task as 经办 for the day it was done, and sign it off as 审核, both at the end of the year."""
    pieces = [evidence] if evidence else []
    doer = place.desk("经办", END)
    tracking.submit(doer, [task], done_on=on, evidence=pieces, reason=reason, metrics=metrics)
    tracking.close(place.desk("审核", END), [task])


def with_notes(paper: Paper) -> str:
    """Return a paper as Markdown, each footnote set in brackets where it is called."""
    body, *notes = re.split(r"\n\n\[\^\d+\]: ", to_markdown(paper, "endnotes").removesuffix("\n"))
    return re.sub(r"\[\^(\d+)\]", lambda found: f"〔{notes[int(found[1]) - 1]}〕", body)


def table_with(paper: Paper, *header: str) -> Table:
    """Return the first table whose header holds these words."""
    return next(block for block in paper.blocks if isinstance(block, Table) and set(header) <= set(block.header))


def test_totals_add_up_and_lateness_is_never_forgotten(place: Workplace, plan: Plan) -> None:
    """应办 is the sum of 按期完成, 逾期完成, 未完成 and 转下年, whatever happened; a moved task that was late stays late."""
    in_time, late, moved, carried, dropped = [row for row in plan.values() if "年度报告" not in row.title][:5]
    finish(place, f"T{in_time.id}", in_time.due or END, reason="无")
    assert late.due is not None
    finish(place, f"T{late.id}", date(YEAR, 12, 19), reason="无")
    clerk = place.desk(today=END)
    tracking.reschedule(clerk, f"T{moved.id}", date(YEAR, 12, 30), "场地冲突")
    finish(place, f"T{moved.id}", END, reason="无")
    tracking.carry(clerk, [f"T{carried.id}"], "上级通知未到")
    tracking.drop(clerk, [f"T{dropped.id}"], "本镇没有这项业务")
    paper = reporting.summary(clerk, YEAR)
    counts = table_with(paper, "应办", "完成率")
    owed, in_time_count, late_count, open_count, carried_count = (int(cell) for cell in counts.rows[0][1:6])
    assert owed == len(plan) - 1 == in_time_count + late_count + open_count + carried_count
    assert (in_time_count, late_count, carried_count) == (1, 2, 1)
    assert [sum(int(row[at]) for row in counts.rows[1:-1]) for at in range(1, 6)] == [
        int(c) for c in counts.rows[0][1:6]
    ]
    assert ("T" + str(moved.id)) in to_markdown(paper)
    assert re.search(rf"T{late.id} 12月19日完成（逾期）", to_markdown(paper))


def test_what_nothing_asked_for_is_told_apart(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """A term that no event began is 未触发, in text, note and list; what was begun and what has no date by choice is not."""
    last = sqlite_place.desk(today=date(YEAR, 12, 31))
    undated = {row.id: row for row in sqlite_plan.values() if row.due is None and row.planned is None}
    asked, chosen = named(sqlite_plan, "政协提案"), named(sqlite_plan, "送法赶大集")
    assert {int(asked[1:]), int(chosen[1:])} < set(undated)
    begun = named(sqlite_plan, "主动公开信息更新")
    tracking.start(last, [begun])
    paper = reporting.summary(last, YEAR)
    rows = table_with(paper, "原因", "最近进展").rows
    idle = {row[0] for row in rows if row[3] == "未触发"}
    assert asked in idle
    assert not {begun, chosen} & idle
    assert idle < {f"T{number}" for number in undated}
    assert {row[4] for row in rows if row[0] in idle} == {"没有登记需要办理的事"}
    counts = table_with(paper, "应办", "完成率")
    owed, in_time, late, open_, carried = (int(cell) for cell in counts.rows[0][1:6])
    assert owed == in_time + late + open_ + carried == len(sqlite_plan)
    text = to_markdown(paper)
    assert f"未完成的{open_}项，其中未触发{len(idle)}项（全年没有登记需要办理的事）。" in text
    assert f"注：“未完成”含未触发{len(idle)}项；不计这{len(idle)}项，完成率为0.0%。" in text
    earlier = to_markdown(reporting.summary(sqlite_place.desk(today=END), YEAR))
    assert "（到数据截止日没有登记需要办理的事）" in earlier


def test_what_waits_for_its_reviewer_is_not_told_as_unfinished(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """Handed in again with a reason about evidence: the papers say that it waits, and give that reason for nothing."""
    clerk, reviewer = sqlite_place.desk(today=END), sqlite_place.desk("审核", END)
    proved, bare = (f"T{row.id}" for row in [row for row in sqlite_plan.values() if "：" not in row.title][:2])
    tracking.submit(clerk, [proved], evidence=[NewEvidence(note="会议记录在档案室")])
    tracking.return_(reviewer, [proved], "缺签到表")
    tracking.submit(clerk, [proved, bare], reason="照片遗失")
    draft = with_notes(reporting.draft(clerk, YEAR))
    assert re.search(rf"已提交、待审核的有2项：.+〔依据：{proved}；{bare}。〕", draft)
    assert "照片遗失" not in draft
    assert "缺签到表" not in draft
    summary = table_with(reporting.summary(clerk, YEAR), "原因", "最近进展")
    assert [row[4] for row in summary.rows if row[0] in (proved, bare)] == ["已提交、待审核"] * 2
    with clerk.store.reader() as reader:
        one, other = queries.tasks_by_ids(reader, [int(proved[1:]), int(bare[1:])])
    assert (one.no_evidence_reason, other.no_evidence_reason) == ("", "照片遗失")


def test_what_is_not_due_yet_is_counted_until_the_year_is_over(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """In spring the draft lists what is late and counts the rest; at the year's end it lists all that is unfinished."""
    spring = to_markdown(reporting.draft(sqlite_place.desk(today=date(YEAR, 3, 20)), YEAR))
    assert re.search(r"尚未到期或者未定日期的有\d+项。", spring)
    assert re.search(r"已逾期、仍未完成的有\d+项：“", spring)
    assert len(sqlite_plan) > 30
    winter = to_markdown(reporting.draft(sqlite_place.desk(today=date(YEAR, 12, 31)), YEAR))
    assert re.search(r"到年底仍未完成的有\d+项：“", winter)


def test_work_done_in_time_and_reported_late_is_in_time(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """The day the work was done decides on lateness, not the day a clerk got round to reporting it."""
    row = next(row for row in sqlite_plan.values() if row.due and row.due < date(YEAR, 6, 1))
    assert row.due
    finish(sqlite_place, f"T{row.id}", row.due, reason="无")
    counts = table_with(reporting.summary(sqlite_place.desk(today=END), YEAR), "应办", "完成率")
    assert counts.rows[0][2:4] == ("1", "0")


def test_every_measure_stands_in_the_summary_with_its_work(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """Each measure of the plan section stands in its own words in its chapter, and each task stands somewhere."""
    desk = sqlite_place.desk(today=END)
    text = to_markdown(reporting.summary(desk, YEAR))
    with desk.store.reader() as reader:
        measures = queries.measures(reader, 1)
    assert len(measures) >= 20
    for _, _, quote, _, _ in measures:
        clean = re.sub(r"\s+", "", quote.replace(" and ", "和"))
        assert clean in text
    assert "规范决策程序，守住合法合规底线" in text
    for row in sqlite_plan.values():
        assert re.search(rf"T{row.id}\b", text)


def test_evidence_is_listed_and_its_absence_is_marked(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """The catalogue lists each piece once with its tasks; a task closed without any is marked 无佐证 with its reason."""
    week, day = named(sqlite_plan, "宪法宣传周"), named(sqlite_plan, "国家宪法日")
    bare = named(sqlite_plan, "保密")
    link = NewEvidence(
        url="https://example.org/12-4", title="宪法日报道", number="清政发〔2027〕9号", occurred_on=date(YEAR, 12, 4)
    )
    finish(sqlite_place, day, date(YEAR, 12, 4), evidence=link)
    finish(sqlite_place, week, date(YEAR, 12, 4), evidence=NewEvidence(known="E1"))
    finish(sqlite_place, bare, date(YEAR, 10, 29), reason="会议未作记录")
    paper = reporting.summary(sqlite_place.desk(today=END), YEAR)
    assert paper.annexes == ("佐证目录",)
    (row,) = table_with(paper, "对应任务").rows
    assert row[:2] == ("E1", "宪法日报道")
    assert set(row[5].split()) == {week, day}
    assert (bare, "会议未作记录") in {(row[0], row[2]) for row in table_with(paper, "说明").rows}
    assert f"无佐证：{bare}" in to_markdown(paper)


def test_numbers_are_summed_over_the_year_but_rates_are_not(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """Counts of several tasks add up; rates stand one beside the other."""
    first, second = (f"T{row.id}" for title, row in sqlite_plan.items() if "中心组" in title)
    finish(sqlite_place, first, date(YEAR, 3, 18), reason="无", 学习次数=1, 参考率=95.5)
    finish(sqlite_place, second, date(YEAR, 9, 22), reason="无", 学习次数=2, 参考率=98)
    paper = reporting.summary(sqlite_place.desk(today=END), YEAR)
    assert set(table_with(paper, "指标").rows) == {("学习次数", "3"), ("参考率", "95.5、98")}


def test_draft_tells_only_of_signed_off_work_and_cites_it(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """A sentence on work done stands for signed-off tasks only, with their numbers and ids; without citations none has any."""
    done, waiting = named(sqlite_plan, "国家安全教育日"), named(sqlite_plan, "禁毒")
    record = NewEvidence(note="现场记录", occurred_on=date(YEAR, 4, 15))
    finish(sqlite_place, done, date(YEAR, 4, 15), evidence=record, 受众人次=320)
    tracking.submit(sqlite_place.desk(today=END), [waiting], done_on=date(YEAR, 6, 26), reason="无")
    desk = sqlite_place.desk(today=END)
    text = with_notes(reporting.draft(desk, YEAR))
    achievements = text[text.index("## 一、") : text.index("## 二、")]
    assert re.search(
        rf"4月15日，(?:组织|集中)?开展[^。]*国家安全教育日宣传，受众320人次〔依据：{done}（佐证 E1，受众人次 320）。〕。",
        achievements,
    )
    assert "6月26日" not in achievements
    assert not re.search(r"依据：|\[\^|E1|T\d", to_markdown(reporting.draft(desk, YEAR)))


def test_draft_has_the_five_parts_and_next_years_title(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """The draft has the five parts that a yearly report must have, and last year's title with this year in it."""
    paper = reporting.draft(sqlite_place.desk(today=END), YEAR)
    assert paper.title == "2027年度清源镇法治政府建设工作报告"
    heads = re.findall(r"^## (.+)$", to_markdown(paper), re.MULTILINE)
    assert [head[:2] for head in heads] == ["一、", "二、", "三、", "四、", "五、"]
    wanted = ["主要举措和成效", "不足和原因", "第一责任人", "2028年", "其他需要报告的情况"]
    assert all(words in head for words, head in zip(wanted, heads, strict=True))


def test_shortcomings_come_from_recorded_reasons(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """A carried task stands among the shortcomings and in next year's plan with the reason a person gave."""
    task = named(sqlite_plan, "案卷评查")
    tracking.carry(sqlite_place.desk(today=END), [task], "执法队伍整合，案卷尚未移交")
    text = to_markdown(reporting.draft(sqlite_place.desk(today=END), YEAR))
    problems = text[text.index("## 二、") : text.index("## 三、")]
    plan = text[text.index("## 四、") : text.index("## 五、")]
    assert "转入2028年，原因是执法队伍整合，案卷尚未移交" in problems
    assert "由2027年转入，上年未完成的原因是执法队伍整合，案卷尚未移交" in plan


def test_leaders_own_work_has_its_own_part(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """Work that a leader answers for, by rule or by name of post, is told in the leaders' part and nowhere else."""
    study, own = named(sqlite_plan, "中心组"), named(sqlite_plan, "保密")
    tracking.assign(sqlite_place.desk(today=END), [own], "镇长")
    finish(sqlite_place, study, date(YEAR, 3, 18), reason="无")
    finish(sqlite_place, own, date(YEAR, 10, 29), reason="无")
    text = with_notes(reporting.draft(sqlite_place.desk(today=END), YEAR))
    leaders = text[text.index("## 三、") : text.index("## 四、")]
    for task in (study, own):
        assert f"〔依据：{task}（无佐证：无）。〕" in leaders
        assert f"〔依据：{task}（" not in text[text.index("## 一、") : text.index("## 二、")]


def test_dropped_work_is_not_planned_again(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """An obligation found not to apply is left out of next year's arrangements."""
    task = named(sqlite_plan, "公章")
    desk = sqlite_place.desk(today=END)
    before = to_markdown(reporting.draft(desk, YEAR))
    tracking.drop(desk, [task], "公章由县里统一管理")
    after = to_markdown(reporting.draft(desk, YEAR))
    assert "修订镇机关公章使用管理办法" in before[before.index("## 四、") :]
    assert "修订镇机关公章使用管理办法" not in after[after.index("## 四、") :]


def test_own_tasks_without_any_report_give_papers_too(place: Workplace) -> None:
    """An office that imported nothing gets a summary and a draft from the tasks it added by hand."""
    desk = place.desk(today=date(2022, 12, 20))
    task = tracking.add(desk, "走访调解困难户", due=date(2022, 5, 10))
    tracking.submit(desk, [task], done_on=date(2022, 5, 9), reason="无")
    tracking.close(place.desk("审核", date(2022, 12, 20)), [task])
    left = tracking.add(desk, "编印乡音普法手册", due=date(2022, 11, 1))
    tracking.carry(desk, [left], "经费未到位")
    text = with_notes(reporting.draft(desk, 2022))
    assert text.startswith("2022年度凤凰镇法治政府建设工作报告\n")
    assert f"走访调解困难户，完成日期为5月9日〔依据：{task}（无佐证：无）。〕。" in text
    assert "做好编印乡音普法手册。" in text[text.index("## 四、") :]
    assert table_with(reporting.summary(desk, 2022), "来由").rows[0][1].startswith("走访调解困难户")


def test_a_year_without_tasks_has_no_papers(sqlite_place: Workplace) -> None:
    """A year that nothing was planned for is said to be empty, in words that help."""
    for paper in (reporting.summary, reporting.draft):
        with pytest.raises(NothingFoundError, match="2031年还没有任务"):
            paper(sqlite_place.desk(), 2031)


@pytest.mark.parametrize("name", ["报告.docx", "报告.md", "报告.MD"])
def test_papers_are_written_by_suffix_and_alike_each_time(
    sqlite_place: Workplace, sqlite_plan: Plan, tmp_path: Path, name: str
) -> None:
    """A paper is written by the file's suffix, over an older file, and the same data gives the same bytes."""
    file = tmp_path / name
    file.write_text("旧稿")
    desk = sqlite_place.desk(today=END)
    reporting.write(reporting.summary(desk, YEAR), file)
    first = file.read_bytes()
    reporting.write(reporting.summary(sqlite_place.desk(today=END), YEAR), file)
    assert file.read_bytes() == first
    assert "工作完成情况总结" in read_document(file).reading.text
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(".")) == []


def test_another_suffix_is_refused_with_what_is_possible(
    sqlite_place: Workplace, sqlite_plan: Plan, tmp_path: Path
) -> None:
    """A file of another kind is refused, naming the kinds there are, and nothing is written."""
    paper = reporting.summary(sqlite_place.desk(today=END), YEAR)
    with pytest.raises(UsageError, match=r"\.docx 或 \.md"):
        reporting.write(paper, tmp_path / "报告.pdf")
    assert not (tmp_path / "报告.pdf").exists()


def test_an_unwritable_place_leaves_the_old_file(sqlite_place: Workplace, sqlite_plan: Plan, tmp_path: Path) -> None:
    """Where the file cannot be written the message says so and no half file stays."""
    paper = reporting.summary(sqlite_place.desk(today=END), YEAR)
    (tmp_path / "报告.md").mkdir()
    with pytest.raises(NotAllowedError, match="原来的文件没有动"):
        reporting.write(paper, tmp_path / "报告.md")
    with pytest.raises(NotAllowedError):
        reporting.write(paper, tmp_path / "没有的文件夹" / "报告.md")
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def own_sentences(place: Workplace, text: str) -> None:
    """Put a file of sentences into the workspace."""
    folder = place.folder / "plans" / "sentences"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(text, encoding="utf-8")


def test_a_workspace_writes_its_own_headings(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """A workspace's own file lays single sentences over the shipped ones and keeps the rest."""
    own_sentences(sqlite_place, '[parts]\nproblems = "短板和整改"\n')
    text = to_markdown(reporting.draft(sqlite_place.desk(today=END), YEAR))
    assert "## 二、短板和整改" in text
    assert "## 三、党政主要负责人" in text


@pytest.mark.parametrize("text", ["[parts]\nproblems = \n", "[parts]\nplan = 3\n[family.done]\nonce = 1\n"])
def test_a_mistake_in_own_sentences_is_named(sqlite_place: Workplace, sqlite_plan: Plan, text: str) -> None:
    """A mistake in a workspace's own file is reported with its place, and nothing is written."""
    own_sentences(sqlite_place, text)
    with pytest.raises(BadInputError, match=r"own\.toml|family\.done\.once"):
        reporting.draft(sqlite_place.desk(today=END), YEAR)


def test_evidence_that_was_not_accepted_is_not_counted(sqlite_place: Workplace, sqlite_plan: Plan) -> None:
    """Evidence added after sign-off waits for review and proves nothing until then."""
    task = named(sqlite_plan, "保密")
    finish(sqlite_place, task, date(YEAR, 10, 29), reason="会议未作记录")
    desk = sqlite_place.desk(today=END)
    add_evidence(desk, task, [NewEvidence(note="补记", occurred_on=date(YEAR, 10, 29))])
    paper = reporting.summary(desk, YEAR)
    assert f"无佐证：{task}" in to_markdown(paper)
    assert table_with(paper, "对应任务").rows[0][-1] == "待审"


def test_a_year_of_thousands_of_tasks_is_read(sqlite_place: Workplace) -> None:
    """A year of two thousand tasks is read in parts that every database accepts."""
    desk = sqlite_place.desk(today=date(2022, 12, 20))
    tracking.add(desk, "打底任务", due=date(2022, 5, 10))
    sqlite_place.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "INSERT INTO task (plan_year, key, title, category, status, number, spans, tentative, owner, date_source, reason, "
        "note, edited, self_reviewed, no_evidence_reason, status_reason, sequence, created_at, updated_at, version) "
        "SELECT plan_year, 'more' || i, title || i, category, status, number, spans, tentative, owner, date_source, reason, "
        "note, edited, self_reviewed, no_evidence_reason, status_reason, sequence, created_at, updated_at, version "
        "FROM task, n WHERE task.id = 1"
    )
    assert table_with(reporting.summary(desk, 2022), "应办", "完成率").rows[0][1] == "2001"
