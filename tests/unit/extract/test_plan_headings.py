"""The plan is found under whatever name an office gives it: one report, many headings."""

from collections.abc import Callable

import pytest

from planrunner.extract.model import Extraction

REPORT = """柳溪镇2023年度法治政府建设工作情况报告
2023年，我镇扎实推进依法行政，现将有关情况报告如下。
一、主要工作开展情况
（一）强化组织领导。成立领导小组，全年召开专题会议4次，研究解决问题12个。
（二）加强普法宣传。4月15日开展国家安全教育日宣传，发放资料500份；组织集中学习6次。
{head}
（一）抓好学习教育。全年集中学习不少于6次。
（二）规范行政执法。完善执法公示平台，每半年开展一次案卷评查。
（三）推进法治宣传。办好村民法治夜校。
柳溪镇人民政府
2024年1月12日
"""
PROBLEMS = "二、存在的问题\n一是宣传形式单一；二是执法力量不足。\n"


@pytest.mark.parametrize(
    "head",
    [
        PROBLEMS + "三、2024年工作重点及措施", PROBLEMS + "三、下阶段工作重点", PROBLEMS + "三、今后努力的方向",
        "二、存在问题及下一步工作思路\n目前还存在执法力量不足等问题。下一步，我镇将做好以下工作：",
        PROBLEMS + "三、来年工作展望", PROBLEMS + "（三）下步打算", PROBLEMS + "三、整改措施",
        PROBLEMS + "三、关于2024年的工作安排",
        PROBLEMS + "2024年，我镇将继续深化法治政府建设，重点抓好以下几方面：", PROBLEMS + "今后，我们将着重从以下方面加以改进：",
        PROBLEMS + "三、明年工作谋划", PROBLEMS + "【下一步工作】", PROBLEMS + "第三部分 2024年度工作任务",
        PROBLEMS + "三、2024年法治政府建设的主要举措", PROBLEMS + "三、改进措施和努力方向", PROBLEMS + "下一步工作措施：",
    ],
)  # fmt: skip
def test_every_name_of_the_plan_is_known(understand: Callable[[str], Extraction], head: str) -> None:
    """The section, its year and its deeds are the same; nothing of the year gone by is taken for a deed."""
    found = understand(REPORT.format(head=head))
    assert found.plan_year == 2024
    assert [one.clean for one in found.measures] == [
        "全年集中学习不少于6次", "完善执法公示平台", "每半年开展一次案卷评查", "办好村民法治夜校",
    ]  # fmt: skip
