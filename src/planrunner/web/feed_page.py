"""The page of a subscription as HTML: one file without any request to elsewhere, for phone, desk and paper."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from planrunner.domain.zone import SHANGHAI

if TYPE_CHECKING:
    from jinja2 import Template

    from planrunner.services.feed_page import FeedPage

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
"""The address of the page is a key: no cache keeps it, no other site is told of it."""


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("planrunner.web"), autoescape=True).get_template("feed.html")


def page_html(page: FeedPage) -> str:
    """Return the page; everything that people wrote is escaped, the drawing of the code is made of numbers alone."""
    import segno
    from markupsafe import Markup

    code = Markup(segno.make(page.webcal, error="m", micro=False).svg_inline(scale=4))  # noqa: S704 - as the docstring says
    fetched = f"{page.fetched_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if page.fetched_at else ""
    return _template().render(page=page, code=code, fetched=fetched)
