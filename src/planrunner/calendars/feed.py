"""A whole VCALENDAR around finished components: joining bytes costs nothing, building them does."""

from collections.abc import Iterable

from icalendar import Calendar, vText

from planrunner.calendars.component import CleanText, clean

PRODID = "-//planrunner//planrunner//ZH"
REFRESH = "PT1H"
COLOUR_NAME, COLOUR = "steelblue", "#4682B4"
_END = b"END:VCALENDAR\r\n"


def calendar_bytes(name: str, components: Iterable[bytes]) -> bytes:
    """Return a calendar of finished components (each as `component_bytes` gives it), in the order given.

    The header follows RFC 5545 3.6 and RFC 7986; the names beginning with X- are those that Apple, Outlook and older
    clients read instead. SOURCE is left out: it would print the secret address inside the file.
    """
    title = CleanText(clean(name))
    calendar = Calendar()
    calendar["version"] = vText("2.0")
    calendar["prodid"] = vText(PRODID)
    calendar["calscale"] = vText("GREGORIAN")
    calendar["method"] = vText("PUBLISH")
    calendar["name"] = title
    calendar["x-wr-calname"] = title
    calendar["x-wr-timezone"] = vText("Asia/Shanghai")
    refresh = vText(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    calendar["refresh-interval"] = refresh
    calendar["x-published-ttl"] = vText(REFRESH)
    calendar["color"] = vText(COLOUR_NAME)
    calendar["x-apple-calendar-color"] = vText(COLOUR)
    head = calendar.to_ical(sorted=False).removesuffix(_END)
    return b"".join((head, *components, _END))
