"""The upload page at /up/<token>: one task, two hours, no sign-in; what comes in is looked at before it counts.

Nothing that was sent is ever served back: it lies in the evidence folder under its digest, without a name to run it by.
What is shown of it once it was accepted is a small picture that was made anew.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from planrunner.domain.zone import SHANGHAI
from planrunner.errors import PlanrunnerError, system_reason
from planrunner.services import evidence_phone, page_pictures
from planrunner.services.reporting_bundle_parts import safe
from planrunner.web.leaders import guarded, picture, templates
from planrunner.web.multipart import FormFiles, RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request

    from planrunner.services.desk import Desk
    from planrunner.services.evidence_phone import Invited

MOST_FILES, MOST_BYTES = 10, 50 << 20
MOST_OF_A_FORM = MOST_FILES * MOST_BYTES // 2
MOST_OF_A_LINK = 60
"""Files taken through one link."""
AT_ONCE = 4
SECONDS = 900
log = logging.getLogger("planrunner.web")


class Uploads:
    """The upload page of one workspace, and how much came in through each of its links."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._taken = Counter[str]()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """Show the form, or take what it sends; 404 for a link that is unknown or over."""
        token = request.path_params["token"]
        link = await self._link(token)
        if isinstance(link, Response):
            return link
        if request.method != "POST":
            return await self._page(link, token)
        try:
            status, said = await self._take(request, token, link)
        except RefusedError as refused:
            status, said = refused.status, refused.message
        except ClientDisconnect:
            return Response(status_code=400)
        except (PlanrunnerError, OSError) as error:
            log.warning(
                "手机上传没有存下：%s", error.message if isinstance(error, PlanrunnerError) else system_reason(error)
            )
            status, said = 507, "没有存下：电脑上暂时存不进去（磁盘可能已满），请告诉经办人。"
        return await self._page(link, token, status, said)

    async def photo(self, request: Request) -> Response:
        """Show a small picture of what came through a link of the same task and was accepted; 404 for all else."""
        from planrunner.web.app import not_found, unreadable

        link = await self._link(request.path_params["token"])
        if isinstance(link, Response):
            return link
        try:
            jpeg = await run_in_threadpool(page_pictures.sent_picture, self._desk, link, request.path_params["name"])
        except PlanrunnerError as error:
            return unreadable(error)
        return picture(jpeg) if jpeg is not None else not_found()

    async def _link(self, token: str) -> Invited | Response:
        from planrunner.web.app import not_found, unreadable

        try:
            return await run_in_threadpool(evidence_phone.invited, self._desk, token) or not_found()
        except PlanrunnerError as error:
            return unreadable(error)

    async def _page(self, link: Invited, token: str, status: int = 200, said: str = "") -> Response:
        """Answer the page. Where the data cannot be read, what is said of an upload is said all the same."""
        try:
            sent = await run_in_threadpool(page_pictures.sent, self._desk, link)
        except PlanrunnerError as error:
            log.warning("手机上传的页面没有照片：%s", error.message)
            sent = page_pictures.Sent((), 0)
        nonce = secrets.token_urlsafe(16)
        text = templates.get_template("upload.html").render(
            link=link, until=link.until.astimezone(SHANGHAI), said=said, good=status == 200, nonce=nonce,
            most_files=MOST_FILES, most_mb=MOST_BYTES >> 20, sent=sent, token=token,
        )  # fmt: skip
        headers = guarded(nonce, form="'self'")
        headers["Content-Security-Policy"] += f"; script-src 'nonce-{nonce}'; connect-src 'self'"
        return HTMLResponse(text, status, headers=headers)

    async def _take(self, request: Request, token: str, link: Invited) -> tuple[int, str]:
        """Keep what a form holds; return the status and what to say. Raises RefusedError for what is not taken."""
        if self._taken[token] >= MOST_OF_A_LINK:
            raise RefusedError(429, "这个链接收的文件已经够多了，请让经办人另发一个。")
        if self._places.locked():
            raise RefusedError(503, "现在传的人多，请过一会儿再传。")
        length = request.headers.get("content-length", "0")
        if length.isdigit() and int(length) > MOST_OF_A_FORM:
            raise RefusedError(413, f"一次传的文件合计不能超过 {MOST_OF_A_FORM >> 20} MB。")
        async with self._places:
            place = self._desk.folder / "evidence"
            await run_in_threadpool(place.mkdir, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=place, prefix=".new-phone-") as folder:
                sent = await _received(request, Path(folder))
                kept, refused = await run_in_threadpool(_sorted, Path(folder), sent)
                if kept:
                    await run_in_threadpool(evidence_phone.receive, self._desk, link, kept)
                    self._taken[token] += len(kept)
        if not sent:
            raise RefusedError(400, "没有选文件。请先点“选择文件”。")
        said = f"已收到 {len(kept)} 个文件，等经办人认可。" if kept else ""
        if refused:
            said += f"没有收下：{'、'.join(refused)}。只收照片、PDF、文档、表格和视频。"
        return (200 if kept else 415), said


async def _received(request: Request, folder: Path) -> list[tuple[Path, str]]:
    """Write the files of a form into a folder. Raises RefusedError for one that is too large, too slow or cut off."""
    form = FormFiles(folder, request.headers.get("content-type", ""), MOST_FILES, MOST_BYTES)
    size = 0
    try:
        async with asyncio.timeout(SECONDS):
            async for block in request.stream():
                size += len(block)
                if size > MOST_OF_A_FORM:
                    raise RefusedError(413, f"一次传的文件合计不能超过 {MOST_OF_A_FORM >> 20} MB。")
                await run_in_threadpool(form.write, block)
    except TimeoutError as error:
        raise RefusedError(408, "传得太慢，没有存下。请换个信号好的地方重传。") from error
    finally:
        form.close()
    if not form.finished:
        raise RefusedError(400, "传来的内容不完整，没有存下。请重新上传。")
    return form.files


def _sorted(folder: Path, sent: list[tuple[Path, str]]) -> tuple[list[Path], list[str]]:
    """Give the files that are taken their names; return them, and the names of those that are not."""
    kept, refused = [], []
    for number, (file, sent_name) in enumerate(sent):
        name = safe(sent_name.replace("\\", "/").rpartition("/")[2])
        stem, dot, suffix = name.rpartition(".")
        name = evidence_phone.fit_name(file, f"{stem[:40]}{dot}{suffix}" if dot else name[:40])
        if not name:
            refused.append(safe(sent_name) or "无名文件")
            continue
        own = folder / str(number)
        own.mkdir()
        kept.append(file.rename(own / name))
    return kept, refused


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the upload page of one workspace."""
    uploads = Uploads(desk)
    return [
        Route("/up/{token}", uploads.answer, methods=["GET", "POST"]),
        Route("/up/{token}/{name}", uploads.photo),
    ]
