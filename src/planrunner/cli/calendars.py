"""calendar export, feed create|list|rotate|revoke, serve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.cli.plan import done
from planrunner.errors import UsageError

FEED_ACTIONS = ("create", "list", "rotate", "revoke")

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session


def calendar_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `calendar`."""
    parser.add_argument("action", choices=["export"], metavar="export")
    parser.add_argument("file", type=Path, metavar="文件.ics")


def calendar(session: Session, args: Namespace) -> int:
    """Write every dated task into an .ics file."""
    from planrunner.services.feeds import export_ics

    count = export_ics(session.desk, args.file)
    if session.options.json:
        session.give({"file": str(args.file), "events": count})
    else:
        session.say(
            f"已写好 {args.file}，{count} 个日程。任务有变动时请重新导出，或改用订阅（planrunner feed create）。"
        )
    return 0


def feed_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `feed`."""
    parser.add_argument("action", choices=list(FEED_ACTIONS), metavar="|".join(FEED_ACTIONS))
    parser.add_argument("id", nargs="?", default="", metavar="编号", help="要换地址或停用的订阅，例如 F1")
    parser.add_argument("--name", default="", metavar="名称", help="给谁用的，例如 李镇长手机")
    parser.add_argument("--owner", default="", metavar="负责人", help="只含这个人的任务；不写则为全部")


def feed(session: Session, args: Namespace) -> int:
    """Make, list, rotate or revoke a calendar subscription."""
    from planrunner.services import feeds

    desk = session.desk
    if args.action in ("rotate", "revoke") and not args.id:
        raise UsageError(f"请写出订阅编号，例如 planrunner feed {args.action} F1")
    match args.action:
        case "create":
            number, token = feeds.create_feed(desk, args.name or desk.who, args.owner)
            return _address(session, number, token)
        case "rotate":
            return _address(session, args.id.upper(), feeds.rotate_feed(desk, args.id))
        case "revoke":
            feeds.revoke_feed(desk, args.id)
            return done(session, f"订阅 {args.id} 已停用，原来的地址立即失效。")
        case _:
            return _list(session)


def _address(session: Session, number: str, token: str) -> int:
    """Say the address of a subscription, which is shown this once, and what keeps a phone from reaching it."""
    from planrunner.services.feeds import feed_links, only_here

    web, subscribe = feed_links(session.desk, token)
    if session.options.json:
        session.give({"id": number, "token": token, "url": web, "webcal": subscribe})
        return 0
    session.say(f"订阅 {number} 的地址（只显示这一次，请妥善保存，不要转发）：")
    session.say(f"  {web}")
    session.say(f"  {subscribe}  （在手机上点开即可订阅）")
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
    from planrunner.services.reminding import wall_time

    rows = list_feeds(session.desk)
    if session.options.json:
        session.give(rows)
        return 0
    if not rows:
        session.say("还没有订阅。新建：planrunner feed create --name 名称")
    for row in rows:
        read = f"最近读取 {wall_time(row['fetched_at'])}" if row["fetched_at"] else "还没有被读取过"
        session.say(f"{row['id']} {row['name']}（{row['owner'] or '全部'}）{'已停用' if row['revoked_at'] else read}")
    return 0


def serve_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `serve`."""
    parser.add_argument("--host", default="", metavar="地址", help="默认 127.0.0.1；局域网里给别人用时写 0.0.0.0")
    parser.add_argument("--port", type=int, default=0, metavar="端口", help="默认 8750")


def serve(session: Session, args: Namespace) -> int:
    """Serve feeds and send reminders until stopped."""
    from planrunner.reminders.serve import serve as run
    from planrunner.web.server import Site

    settings = session.desk.config.serve
    return run(session.desk, args.host or settings.host, args.port or settings.port, Site)


COMMANDS = {
    "calendar": ("导出 .ics 日历文件", calendar_arguments, calendar),
    "feed": ("日历订阅：新建、列出、换地址、停用", feed_arguments, feed),
    "serve": ("提供订阅并发送提醒，直到停止", serve_arguments, serve),
}
