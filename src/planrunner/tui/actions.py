"""The one registry of what can be done in the terminal UI: bindings, footer, F1 help and palette all come from it.

Rules (measured with Chinese input methods): letters never arrive while an input method is on, so the first key of
every action is one that always does (F-keys, Ctrl, Enter, Esc, Tab, arrows, digits); punctuation arrives full-width,
so every printable key also has its twin; nothing on Alt, ^space, ^m ^i ^j ^h; the same key means the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person can do; `keys[0]` is shown and needs no letter.

    `footer` puts it in the footer; `palette` is False for moves that make no sense as a command. `call` is the
    Textual action where it is not named as the id.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    help: str
    footer: bool = False
    palette: bool = True
    call: str = ""

    @property
    def action(self) -> str:
        """The Textual action that does it."""
        return self.call or self.id


REGISTRY: dict[str, tuple[Act, ...]] = {
    "app": (
        Act("today", "今日", ("1",), "逾期、今天要办、本周、待审核、日期待定的任务", call="show_mode('today')"),
        Act("plan", "计划", ("2",), "举措、事项、任务，各完成多少", call="show_mode('plan')"),
        Act("review", "审核", ("3",), "逐条看建议和报告原文，采纳、修改或否决", call="show_mode('review')"),
        Act("calendar", "日历", ("4",), "一个月的任务、放假和调休、农历", call="show_mode('calendar')"),
        Act(
            "statistics",
            "统计",
            ("5",),
            "各月各类完成多少、逾期、落后的事项、佐证和数字",
            call="show_mode('statistics')",
        ),
        Act("all_evidence", "佐证册", ("6",), "所有佐证和状态，由另一个人认可或退回；在任务页上只看这一项的"),
        Act("history", "历史", ("7",), "谁在什么时候改了什么、为什么；在任务页上只看这一项的"),
        Act("close_year", "年终结账", ("8",), "看还差什么，定未办结的去向，写材料，结账；结过账的从这里重新开账"),
        Act("who", "换办理人", ("f10",), "换一个人操作，以后做的记在他名下；销号要由另一个人"),
        Act("hand_over", "交接", ("9",), "一个人没办完的都交给另一个人，先列出交哪些"),
        Act(
            "next_view",
            "下一页面",
            ("ctrl+l", "]", "】"),
            "今日、计划、审核、日历、统计，依次往后",
            palette=False,
            call="turn(1)",
        ),
        Act("previous_view", "上一页面", ("ctrl+k", "[", "【"), "依次往前", palette=False, call="turn(-1)"),
        Act("find", "查找", ("ctrl+f", "/", "、"), "按词、拼音首字母、负责人、状态、类别、日期找任务"),
        Act("import_report", "导入报告", ("ctrl+o",), "读入一份报告，把“下一步工作”变成建议"),
        Act("undo", "撤销", ("ctrl+z", "u"), "撤回自己上一次操作（再记一笔，不抹历史）"),
        Act("redo", "恢复", ("ctrl+y",), "恢复刚撤销的操作"),
        Act("reload", "刷新", ("ctrl+r", "R"), "重新读取数据"),
        Act("help", "帮助", ("f1", "?"), "列出这个页面的所有按键", footer=True),
        Act("command_palette", "命令", ("ctrl+p", ":"), "输入名称或拼音首字母，选一个操作", footer=True, palette=False),
        Act("quit", "退出", ("ctrl+q", "q"), "退出程序；没写完的留着，下次打开还在", footer=True),
    ),
    "list": (
        Act("open", "打开", ("enter",), "打开光标所在的一项", footer=True),
        Act("down", "下移", ("down", "j"), "下一项", palette=False, call="move(1)"),
        Act("up", "上移", ("up", "k"), "上一项", palette=False, call="move(-1)"),
        Act("page_down", "下翻", ("pagedown", "ctrl+d"), "下一屏", palette=False, call="page(1)"),
        Act("page_up", "上翻", ("pageup", "ctrl+u"), "上一屏", palette=False, call="page(-1)"),
        Act("first", "到顶", ("home", "g"), "第一项", palette=False),
        Act("last", "到底", ("end", "G"), "最后一项", palette=False),
    ),
    "marks": (
        Act("mark", "标记", ("space",), "标记或取消标记；之后的操作对所有标记的生效", palette=False),
        Act(
            "mark_down",
            "往下标记",
            ("shift+down",),
            "一路往下标记；往回走，去掉多标的",
            palette=False,
            call="extend(1)",
        ),
        Act("mark_up", "往上标记", ("shift+up",), "一路往上标记；往回走，去掉多标的", palette=False, call="extend(-1)"),
        Act("mark_all", "全部标记", ("0",), "列表里的全部标记；都标记了的，全部取消"),
        Act("unmark", "取消标记", ("escape",), "有标记的先取消全部标记", palette=False),
    ),
    "tree": (
        Act("unfold", "展开", ("right",), "展开光标所在的举措或事项", palette=False),
        Act("fold", "收起", ("left",), "收起，或回到上一层", palette=False),
    ),
    "years": (Act("next_year", "换年份", ("f3",), "看另一年"),),
    "month": (
        Act("open", "打开", ("enter",), "打开这一天的任务；有几项的到任务栏里选（空格标记）", footer=True),
        Act("next_day", "后一天", ("right",), "后一天", palette=False, call="day(1)"),
        Act("previous_day", "前一天", ("left",), "前一天", palette=False, call="day(-1)"),
        Act("down", "下一周", ("down",), "后七天；在任务栏里是下一项", palette=False, call="day(7)"),
        Act("up", "上一周", ("up",), "前七天；在任务栏里是上一项", palette=False, call="day(-7)"),
        Act("page_down", "下个月", ("pagedown",), "下个月；在任务栏里是下翻", palette=False, call="month(1)"),
        Act("page_up", "上个月", ("pageup",), "上个月；在任务栏里是上翻", palette=False, call="month(-1)"),
        Act("first", "回到今天", ("home",), "回到今天；在任务栏里是第一项", call="today"),
    ),
    "task": (
        Act("submit", "完成", ("f5", "d"), "报完成：哪天办的、佐证、数字；没有佐证的写理由", footer=True),
        Act("start", "启动", ("f6", "s"), "标为进行中", footer=True),
        Act("add", "新增", ("f7", "insert", "a"), "添加一项自己的任务", footer=True),
        Act("reschedule", "改期", ("f4", "D"), "改到另一天，写明理由；规则原定日期保留"),
        Act("settle", "触发或通知", ("ctrl+b",), "录入等的那件事哪天发生，或通知定了哪几天；先列出改什么"),
        Act("edit", "修改", ("f2", "e"), "改名称、负责人、类别"),
        Act("evidence", "佐证", ("f8", "v"), "附上文件、链接、文号或说明"),
        Act("close", "销号", ("f9", "c"), "审核通过（由提交人以外的人）", footer=True),
        Act("return_task", "退回", ("ctrl+t",), "审核不通过，写明理由退回", footer=True),
        Act("note", "记进展", ("ctrl+n",), "写一句进展"),
        Act("drop", "不适用", ("delete", "x"), "标为不适用，写明理由"),
        Act("carry", "转下年", ("ctrl+x",), "转到下一年，写明理由"),
        Act("reopen", "重新打开", ("ctrl+e",), "把已销号、转下年或不适用的重新打开，写明理由"),
    ),
    "panes": (
        Act(
            "next_pane",
            "下一栏",
            ("tab",),
            "到下一栏；五个页面上，从最后一栏到下一个页面",
            palette=False,
            call="app.next_pane",
        ),
        Act(
            "previous_pane",
            "上一栏",
            ("shift+tab",),
            "到上一栏；五个页面上，从第一栏到上一个页面",
            palette=False,
            call="app.previous_pane",
        ),
    ),
    "page": (Act("leave", "返回", ("escape",), "回到上一页", footer=True, palette=False),),
    "search": (Act("leave", "返回", ("escape",), "清空要找的词；没有词时回到上一页", palette=False),),
    "kept": (
        Act("kept_views", "常用筛选", ("f3",), "打开或删除存下的条件"),
        Act("keep_view", "存为常用", ("ctrl+s",), "把现在的条件起个名称存下，以后按 F3 打开"),
    ),
    "kept_views": (
        Act("delete_view", "删除", ("delete", "x"), "删除光标所在的常用筛选；任务不受影响", footer=True),
        Act("help", "帮助", ("f1",), "列出这里的按键", footer=True, palette=False, call="app.help"),
        Act("quit", "退出", ("ctrl+q",), "退出程序", palette=False, call="app.quit"),
    ),
    "evidence": (
        Act("accept_evidence", "认可", ("f9", "c"), "认可标记的佐证（由附上的人以外的人）", footer=True),
        Act("return_evidence", "退回", ("ctrl+t",), "退回标记的佐证，写明理由", footer=True),
        Act("replace_evidence", "换新版", ("f2", "e"), "用改正或盖章的一件代替；原来的作为旧版留存", footer=True),
    ),
    "review": (
        Act("accept", "采纳", ("f5", "d"), "采纳：变成事项和任务；标记了几条的先说明变成多少", footer=True),
        Act("edit_proposal", "修改", ("f2", "e"), "改名称、日期、次数、负责人、类别", footer=True),
        Act("reject", "否决", ("delete", "x"), "不采纳，写明理由", footer=True),
        Act("merge", "合并", ("ctrl+g",), "标记两条再合并：保留光标所在那条的日期，合上另一条的出处"),
        Act("split", "拆分", ("ctrl+w",), "引了几句原文的，拆成每句一条"),
        Act("accept_all", "全部采纳", ("ctrl+a",), "采纳列表里的所有建议；先说明变成多少任务"),
    ),
    "welcome": (
        Act("begin", "开始", ("enter",), "填单位名称，建立工作区", footer=True, palette=False),
        Act("quit", "退出", ("ctrl+q", "q"), "退出程序", footer=True, palette=False, call="app.quit"),
    ),
    "form": (
        Act("save", "保存", ("ctrl+s",), "保存（在单行框里按回车也行）", footer=True, palette=False),
        Act("cancel", "取消", ("escape",), "不保存，回去；没写完的留着，下次打开还在", footer=True, palette=False),
        Act("clear", "清空", ("ctrl+z",), "恢复成打开时的样子", palette=False),
        Act("help", "帮助", ("f1",), "列出表单里的按键", footer=True, palette=False, call="app.help"),
        Act("quit", "退出", ("ctrl+q",), "退出程序；没写完的留着", palette=False, call="app.quit"),
    ),
    "conflict": (
        Act("use_mine", "用我的", ("ctrl+s",), "只写我改过的几项", footer=True, palette=False),
        Act("use_theirs", "用他的", ("delete",), "我改的这几项不要", footer=True, palette=False),
        Act("back", "返回修改", ("escape",), "接着改，填的都还在", footer=True, palette=False),
    ),
}
"""Place → its actions. A screen has one or several places."""

SCREENS: dict[str, tuple[str, ...]] = {
    "today": ("task", "list", "marks", "panes", "app"),
    "plan": ("task", "tree", "years", "list", "marks", "panes", "app"),
    "review": ("review", "list", "marks", "panes", "app"),
    "calendar": ("task", "month", "marks", "panes", "app"),
    "statistics": ("years", "panes", "app"),
    "page": ("task", "page", "app"),
    "find": ("task", "search", "kept", "list", "marks", "panes", "app"),
    "kept_views": ("list", "kept_views", "page"),
    "evidence": ("evidence", "search", "list", "marks", "panes", "app"),
    "history": ("search", "list", "panes", "app"),
    "closing": ("years", "list", "marks", "page", "app"),
    "form": ("form", "panes"),
    "conflict": ("conflict",),
    "welcome": ("welcome",),
}
"""Kind of screen → the places whose actions work there."""

SHOWN_KEYS = {
    "enter": "回车", "escape": "Esc", "space": "空格", "delete": "Del", "insert": "Ins", "tab": "Tab",
    "shift+tab": "Shift+Tab", "up": "上", "down": "下", "left": "左", "right": "右", "pageup": "PgUp",
    "pagedown": "PgDn", "home": "Home", "end": "End", "shift+down": "Shift+下", "shift+up": "Shift+上",
}  # fmt: skip
"""Words for keys that have no character; arrows as words, since arrow glyphs have no agreed width."""

ALWAYS_ARRIVE = frozenset(SHOWN_KEYS) | {f"f{n}" for n in range(1, 11)} | set("0123456789")
"""Keys that reach the program whatever the input method does; so does every ctrl+letter."""


def is_safe(key: str) -> bool:
    """Tell whether a key arrives while a Chinese input method is on."""
    return key in ALWAYS_ARRIVE or (key.startswith("ctrl+") and len(key) == len("ctrl+x"))


def twin(key: str) -> str:
    """Return the full-width twin of a printable ASCII key ("？" of "?"), "" for any other key."""
    if key == "space":
        return "ideographic_space"
    return chr(ord(key) + 0xFEE0) if len(key) == 1 and "!" <= key <= "~" else ""


def shown(key: str) -> str:
    """Return a key as footer, help and palette print it: F5, ^p, 回车."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+')}"
    return SHOWN_KEYS.get(key, key.upper() if key.startswith("f") and key[1:].isdigit() else key)


def every_key(act: Act) -> tuple[str, ...]:
    """Return an action's keys with their full-width twins."""
    return tuple(key for one in act.keys for key in (one, twin(one)) if key)


def bindings(place: str) -> list[Binding]:
    """Return the Textual bindings of a place.

    A move to another pane has priority: it is done before the next key is given to the focused widget, so that
    what is typed fast on a slow machine still lands in the field it was meant for.
    """
    return [
        Binding(
            ",".join(every_key(act)),
            act.action,
            act.title,
            show=act.footer,
            key_display=shown(act.keys[0]),
            tooltip=act.help,
            priority=place == "panes",
            id=f"{place}.{act.id}",
        )
        for act in REGISTRY[place]
    ]


@cache
def on_screen(kind: str) -> tuple[Act, ...]:
    """Return the actions that work on a kind of screen, in the order help shows them."""
    return tuple(act for place in SCREENS[kind] for act in REGISTRY[place])
