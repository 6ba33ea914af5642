"""Another field's rules read another field's paper: nothing in the code knows what law-based government is."""

import tomllib
from collections.abc import Callable
from datetime import date

from tests.unit.extract.conftest import PLANS

from planrunner.domain.packs import build_book, parse_pack
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.model import Extraction
from planrunner.extract.propose import propose

PAPER = """柳溪镇2021年安全生产工作总结
一年来，柳溪镇安全生产形势总体平稳，现将情况报告如下：
一、工作开展情况
（一）开展宣传。6月16日，镇应急办在集市设点开展安全宣传咨询日活动，发放资料800份。
（二）排查隐患。全年开展安全检查46次，整改隐患120处。
二、存在的问题
小作坊安全意识不强，演练次数偏少。
三、2022年工作打算
（一）压实安全责任。每季度召开一次安全形势研判会议，签订责任书。
（二）深化隐患排查整治。紧盯危险化学品、建筑施工，常态化开展隐患排查。
（三）提升应急能力。修订应急预案，组织一次综合演练；5月底前完成汛前检查。
（四）强化安全宣传。办好6·16咨询日活动。
柳溪镇人民政府
2022年1月6日
"""


def test_a_paper_on_work_safety_is_planned_by_its_own_pack(understand: Callable[[str], Extraction]) -> None:
    """Meetings, drills and inspections are proposed with their own rules, dates of the text first."""
    file = PLANS / "rules" / "field" / "work-safety.toml"
    book = build_book([parse_pack(tomllib.loads(file.read_text(encoding="utf-8")), file.name)])
    found = {one.key: one for one in propose(understand(PAPER), book, WorkCalendar(), 2022)}
    meeting, drill = found["rule:safety-meeting"], found["rule:emergency-drill"]
    assert (meeting.date_source, len(meeting.occurrences)) == ("text", 4)
    assert drill.measures
    assert found["rule:safety-consultation-day"].occurrences[0].planned == date(2022, 6, 16)
    assert found["rule:safety-consultation-day"].last_year[0].date == "2021-06-16"
    inspection = found["rule:flood-preparation"]
    assert (inspection.date_source, inspection.occurrences[0].due) == ("text", date(2022, 5, 31))
    assert found["rule:hazard-inspection"].schedule.__class__.__name__ == "Continuous"
    assert all(not basis.verified for one in found.values() for basis in one.basis)
