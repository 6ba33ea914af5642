"""Every Chinese word for a domain term, in one place (design.md §3; 督查 vocabulary)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planrunner.errors import UsageError

CATEGORIES: dict[str, str] = {
    "study": "学法",
    "training": "培训",
    "publicity": "普法宣传",
    "disclosure": "政务公开",
    "decision": "依法决策",
    "enforcement": "行政执法",
    "dispute": "矛盾化解",
    "oversight": "监督",
    "integrity": "廉政",
    "service": "政务服务",
    "other": "其他",
}
"""Category key → word shown to people; the keys are those of `extract --json`."""

STATUSES: dict[str, str] = {
    "planned": "未启动",
    "started": "进行中",
    "submitted": "待审核",
    "closed": "已销号",
    "carried": "转下年",
    "dropped": "不适用",
}

LIGHTS: dict[str, str] = {"blue": "蓝", "green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}

LIGHT_MEANINGS: dict[str, str] = {
    "blue": "已销号",
    "green": "正常",
    "yellow": "临近",
    "red": "逾期",
    "grey": "待定",
}


def key_of(text: str, words: Mapping[str, str], what: str) -> str:
    """Return the key for what a person typed: the key itself or its Chinese word, "" for "".

    `what` is the Chinese name of the kind of thing. Raises UsageError listing what there is.
    """
    plain = text.strip()
    if not plain or plain in words:
        return plain
    for key, word in words.items():
        if plain in (word, LIGHT_MEANINGS.get(key) if words is LIGHTS else None):
            return key
    listed = "、".join(f"{word}（{key}）" for key, word in words.items())
    raise UsageError(f"没有“{plain}”这个{what}。可用：{listed}。")


DATE_SOURCES: dict[str, str] = {
    "text": "原文",
    "notice": "通知",
    "statute": "法定",
    "last_year": "去年做法",
    "custom": "惯例",
    "manual": "人工",
    "none": "待定",
}


def reason_text(source: str, reason: str) -> str:
    """Return why a date is what it is, opened by the word for its source; a reason that opens so already stays."""
    word = DATE_SOURCES[source]
    return reason if reason.startswith(word) else f"{word}：{reason}"


def basis_text(item: Mapping[str, Any]) -> str:
    """Return a legal basis as it is stored, with 待核实 while nobody has confirmed it."""
    mark = "" if item.get("verified") else f"（{UNVERIFIED}）"
    return f"{item['title']}{item.get('article') or ''}{mark}"


def month_day(day: date) -> str:
    """Return a day without its year: 5月4日."""
    return f"{day.month}月{day.day}日"


PROPOSAL_STATUSES: dict[str, str] = {
    "pending": "待审",
    "accepted": "已采纳",
    "rejected": "已否决",
    "merged": "已合并",
}

CONFIDENCES: dict[str, str] = {"high": "高", "medium": "中", "low": "低"}

SCHEDULE_KINDS: dict[str, str] = {
    "fixed": "固定日期",
    "window": "时段",
    "deadline": "时限",
    "count": "次数",
    "trigger": "触发",
    "continuous": "常态",
    "discretionary": "待定",
}

PERIODS: dict[str, str] = {"year": "每年", "halfyear": "每半年", "quarter": "每季度", "month": "每月"}

EVIDENCE_STATUSES: dict[str, str] = {
    "submitted": "待审",
    "accepted": "已认可",
    "returned": "已退回",
}

OLD_VERSION = "旧版"
"""State of a piece of evidence that another took the place of."""

ACTIONS: dict[str, str] = {
    "init": "建立工作区",
    "import": "导入报告",
    "accept": "采纳",
    "reject": "否决",
    "merge": "合并",
    "split": "拆分",
    "edit": "修改",
    "add": "添加",
    "start": "启动",
    "submit": "提交",
    "close": "销号",
    "return": "退回",
    "reopen": "重新打开",
    "carry": "转下年",
    "drop": "标为不适用",
    "reschedule": "改期",
    "assign": "分派",
    "note": "记进展",
    "link": "计入另一事项",
    "evidence": "附佐证",
    "metric": "记数字",
    "evidence-accept": "认可佐证",
    "evidence-return": "退回佐证",
    "evidence-unlink": "取下佐证",
    "evidence-replace": "换佐证",
    "feed": "日历订阅",
    "snooze": "推迟提醒",
    "calendar-import": "导入日历",
    "feed-rotate": "换订阅地址",
    "feed-revoke": "停用订阅",
    "overdue": "记为逾期",
    "event": "录入触发日期",
    "extend": "延期",
    "notice": "录入通知",
    "holidays": "按放假安排改期",
    "plan": "按任务分解表修改",
    "close-year": "年终结账",
    "open-year": "重新开账",
    "handover": "交接",
    "undo": "撤销",
    "redo": "恢复",
}
"""Action of a history record → word shown to people."""

TENTATIVE = "暂定"
UNVERIFIED = "待核实"
OVERDUE = "逾期"
UNDATED = "待定"
NO_EVIDENCE = "无佐证"
SELF_REVIEWED = "自审"
WEEKDAYS = "一二三四五六日"

EVIDENCE_KINDS: dict[str, str] = {"file": "文件", "link": "链接", "number": "文号", "note": "说明"}
