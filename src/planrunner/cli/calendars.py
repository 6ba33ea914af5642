"""calendar export|import, feed create|list|rotate|revoke, serve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from planrunner.cli.plan import done
from planrunner.errors import UsageError

FEED_ACTIONS = ("create", "list", "rotate", "revoke")

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session


def calendar_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `calendar`."""
    parser.add_argument("action", choices=["export", "import"], metavar="export|import")
    parser.add_argument("file", type=Path, metavar="文件.ics")
    parser.add_argument("--year", type=int, default=0, metavar="年份", help="导入哪一年的日程；不写则为今年")
    parser.add_argument("--owner", default="", metavar="负责人", help="导入的任务归谁")
    parser.add_argument("--apply", action="store_true", help="真的存下来；不写则只看看")
    parser.add_argument("--dry-run", action="store_true", help="只看看，不存（本来就是这样）")


def calendar(session: Session, args: Namespace) -> int:
    """Write every dated task into an .ics file, or take in a file that came from elsewhere."""
    if args.action == "import":
        return _import(session, args)
    from planrunner.services.feed_calendar import export_ics

    count = export_ics(session.desk, args.file)
    if session.options.json:
        session.give({"file": str(args.file), "events": count})
    else:
        session.say(
            f"已写好 {args.file}，{count} 个日程。任务有变动时请重新导出，或改用订阅（planrunner feed create）。"
        )
    return 0


def _import(session: Session, args: Namespace) -> int:
    from planrunner.services.calendar_import import import_calendar, note_of

    if args.apply and args.dry_run:
        raise UsageError("--apply 和 --dry-run 只能写一个。")
    found = import_calendar(
        session.desk, args.file, args.year or session.desk.today().year, args.owner, apply=args.apply
    )
    groups = (
        ("新增", "new", found.new),
        ("有变动", "changed", found.changed),
        ("您改过或已在办，不动", "kept", found.kept),
    )
    if session.options.json:
        listed = {
            key: [
                {"uid": one.uid, "title": one.title, "from": one.first.isoformat(), "to": one.last.isoformat(),
                 "note": note_of(one)}
                for one in meetings
            ]
            for _, key, meetings in groups
        }  # fmt: skip
        rest = {"unchanged": found.unchanged, "left_out": found.left_out, "applied": args.apply}
        session.give({"year": found.year, **listed, **rest})
        return 0
    for word, _, meetings in groups:
        for one in meetings:
            days = f"{one.first}" if one.last == one.first else f"{one.first} 至 {one.last}"
            session.say(f"{word}　{days}　{one.title}" + (f"（{note_of(one)}）" if note_of(one) else ""))
    for words in found.left_out:
        session.say(f"没有收入　{words}")
    counted = f"{found.year} 年：新增 {len(found.new)}，有变动 {len(found.changed)}，不变 {found.unchanged}。"
    tail = "已存为任务，可用 planrunner undo 撤销。" if args.apply else "还没有存，确认后加 --apply。"
    session.say(counted + (tail if found.new or found.changed else "没有要存的。"))
    return 0


def feed_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `feed`."""
    parser.add_argument("action", choices=list(FEED_ACTIONS), metavar="|".join(FEED_ACTIONS))
    parser.add_argument("id", nargs="?", default="", metavar="编号", help="要换地址或停用的订阅，例如 F1")
    parser.add_argument("--name", default="", metavar="名称", help="给谁用的，例如 李镇长手机")
    parser.add_argument("--owner", default="", metavar="负责人", help="只含这个人的任务；不写则为全部")
    parser.add_argument("--category", default="", metavar="类别", help="只含这一类的任务，例如 普法宣传")
    parser.add_argument("--obligation", default="", metavar="编号", help="只含这个事项的任务，例如 O5")
    parser.add_argument("--todo", action="store_true", help="作为待办，不作为日程（多数日历只认日程）")
    parser.add_argument("--alarm", action="store_true", help="每项前一天上午九点响铃一次")
    parser.add_argument(
        "--window", default="", metavar="天数", help="之前,之后各多少天，例如 30,180；0 为不限；不写为 90,400"
    )


def feed(session: Session, args: Namespace) -> int:
    """Make, list, rotate or revoke a calendar subscription."""
    from planrunner.services import feeds

    desk = session.desk
    if args.action in ("rotate", "revoke") and not args.id:
        raise UsageError(f"请写出订阅编号，例如 planrunner feed {args.action} F1")
    match args.action:
        case "create":
            wish = feeds.FeedWish(
                args.owner, args.category, args.obligation, "todo" if args.todo else "event", args.alarm,
                _window(args.window),
            )  # fmt: skip
            number, token = feeds.create_feed(desk, args.name or desk.who, wish=wish)
            return _address(session, number, token)
        case "rotate":
            return _address(session, args.id.upper(), feeds.rotate_feed(desk, args.id))
        case "revoke":
            feeds.revoke_feed(desk, args.id)
            return done(session, f"订阅 {args.id} 已停用，原来的地址立即失效。")
        case _:
            return _list(session)


def _window(words: str) -> tuple[int, int] | None:
    """Read the days before and after today; "0" is no window. Raises UsageError for what is neither."""
    from planrunner.store.feed_rows import COMING_DAYS, PAST_DAYS

    parts = words.replace("，", ",").split(",") if words else [str(PAST_DAYS), str(COMING_DAYS)]
    if parts == ["0"]:
        return None
    if len(parts) != 2 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise UsageError(f"--window 写成了 {words}，应写成 90,400（之前、之后各多少天），或 0（不限）。")
    return int(parts[0]), int(parts[1])


def _address(session: Session, number: str, token: str) -> int:
    """Say the address of a subscription, which is shown this once, and what keeps a phone from reaching it."""
    from planrunner.services.feeds import feed_links, only_here

    web, subscribe = feed_links(session.desk, token)
    page = web.removesuffix(".ics") + "/"
    if session.options.json:
        session.give({"id": number, "token": token, "url": web, "webcal": subscribe, "page": page})
        return 0
    session.say(f"订阅 {number} 的地址（只显示这一次，请妥善保存，不要转发）：")
    session.say(f"  {web}")
    session.say(f"  {subscribe}  （在手机上点开即可订阅）")
    session.say(f"  {page}  （给人看的说明页，有二维码，可打印）")
    session.say("在手机或电脑的日历里选“订阅日历”填入；这台电脑上要开着 planrunner serve。")
    if only_here(session.desk):
        session.say("注意：这个地址只有本机能打开，手机读不到。要让手机读到，在工作区的 planrunner.toml 里写：")
        for line in ("[serve]", 'host = "0.0.0.0"', 'url = "http://这台电脑在局域网里的地址:8750"'):
            session.say(f"  {line}")
        session.say("重新启动 planrunner serve（host 也可以只在启动时写：planrunner serve --host 0.0.0.0），")
        session.say(f"再用 planrunner feed rotate {number} 拿新地址。")
    return 0


def _list(session: Session) -> int:
    from planrunner.services.feeds import list_feeds

    rows = list_feeds(session.desk)
    if session.options.json:
        session.give(rows)
        return 0
    if not rows:
        session.say("还没有订阅。新建：planrunner feed create --name 名称")
    for row in rows:
        session.say(f"{row['id']} {row['name']}（{_kind(row)}）{_read(row)}")
    return 0


def _kind(row: dict[str, Any]) -> str:
    return str(row["holds"]) + ("，待办" if row["kind"] == "todo" else "") + ("，响铃" if row["alarm"] else "")


def _read(row: dict[str, Any]) -> str:
    """Say when and by what a subscription was last fetched, and that it holds much."""
    from planrunner.services.reminder_status import wall_time

    if row["revoked_at"]:
        return "已停用"
    by = f"（{row['fetched_by']}）" if row["fetched_by"] else ""
    read = f"最近读取 {wall_time(row['fetched_at'])}{by}" if row["fetched_at"] else "还没有被读取过"
    crowded = "，有些日历会变慢" if row["crowded"] else ""
    return f"{row['events']} 项{crowded}，{read}"


def serve_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `serve`."""
    parser.add_argument("--host", default="", metavar="地址", help="默认 127.0.0.1；局域网里给别人用时写 0.0.0.0")
    parser.add_argument("--port", type=int, default=0, metavar="端口", help="默认 8750")
    parser.add_argument(
        "--terminal", action="store_true", help="同时在浏览器里提供终端界面（要装 planrunner[browser]）"
    )
    parser.add_argument("--terminal-host", default="", metavar="地址", help="默认 127.0.0.1；更宽就必须有口令")
    parser.add_argument("--terminal-port", type=int, default=None, metavar="端口", help="默认 8751")


def serve(session: Session, args: Namespace) -> int:
    """Serve feeds and send reminders until stopped; with --terminal the terminal UI in browsers too."""
    from planrunner.reminders.serve import serve as run
    from planrunner.web.server import Site

    settings = session.desk.config.serve
    host, port = args.host or settings.host, args.port or settings.port
    if not args.terminal:
        return run(session.desk, host, port, Site)
    from planrunner.cli.browser import with_terminal

    return run(session.desk, host, port, with_terminal(session, args.terminal_host, args.terminal_port))


COMMANDS = {
    "calendar": ("导出 .ics 日历文件，导入别处来的", calendar_arguments, calendar),
    "feed": ("日历订阅：新建、列出、换地址、停用", feed_arguments, feed),
    "serve": ("提供订阅并发送提醒，直到停止", serve_arguments, serve),
}
