"""calendar export, feed create|list|revoke, serve, remind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import UsageError

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
    parser.add_argument("action", choices=["create", "list", "revoke"], metavar="create|list|revoke")
    parser.add_argument("id", nargs="?", default="", metavar="编号", help="要停用的订阅，例如 F1")
    parser.add_argument("--name", default="", metavar="名称", help="给谁用的，例如 李镇长手机")
    parser.add_argument("--owner", default="", metavar="负责人", help="只含这个人的任务；不写则为全部")


def feed(session: Session, args: Namespace) -> int:
    """Make, list or revoke a calendar subscription."""
    from planrunner.services import feeds

    desk = session.desk
    if args.action == "create":
        number, token = feeds.create_feed(desk, args.name or desk.who, args.owner)
        address = f"{desk.config.serve.url.rstrip('/')}/feeds/{token}.ics"
        if session.options.json:
            session.give({"id": number, "token": token, "url": address})
        else:
            session.say(f"订阅 {number} 的地址（只显示这一次，请妥善保存，不要转发）：")
            session.say(address)
            session.say("在手机或电脑的日历里选“订阅日历”填入；电脑上要开着 planrunner serve。")
        return 0
    if args.action == "revoke":
        if not args.id:
            raise UsageError("请写出要停用的订阅编号，例如 planrunner feed revoke F1")
        feeds.revoke_feed(desk, args.id)
        if session.options.json:
            session.give({"done": True})
        else:
            session.say(f"订阅 {args.id} 已停用，原来的地址立即失效。")
        return 0
    rows = feeds.list_feeds(desk)
    if session.options.json:
        session.give(rows)
    elif not rows:
        session.say("还没有订阅。新建：planrunner feed create --name 名称")
    for row in () if session.options.json else rows:
        state = "已停用" if row["revoked_at"] else f"最近读取 {row['fetched_at'] or '从未'}"
        session.say(f"{row['id']} {row['name']}（{row['owner'] or '全部'}）{state}")
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


def remind_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `remind`."""
    parser.add_argument("action", choices=["status", "run-once"], metavar="status|run-once")


def remind(session: Session, args: Namespace) -> int:
    """Show the outbox, or send once what is due now."""
    from planrunner.services import reminding

    found = reminding.status(session.desk)
    if args.action == "run-once":
        from planrunner.reminders.delivery import run_once

        found = run_once(session.desk)
    if session.options.json:
        session.give(found)
    else:
        session.say("，".join(f"{name} {value}" for name, value in found.items()))
    return 0


COMMANDS = {
    "calendar": ("导出 .ics 日历文件", calendar_arguments, calendar),
    "feed": ("日历订阅：新建、列出、停用", feed_arguments, feed),
    "serve": ("提供订阅并发送提醒，直到停止", serve_arguments, serve),
    "remind": ("看提醒的情况，或立即发送到期的", remind_arguments, remind),
}
