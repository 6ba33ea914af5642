"""One meeting that serves two obligations (一会多用): rules that share are put on the same day where both allow it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planrunner.domain.schedule import Count, Fixed, Occurrence
from planrunner.extract.proposal import Proposal
from planrunner.wording import month_day


def share_meetings(proposals: Sequence[Proposal], shares: Mapping[str, Sequence[str]]) -> list[Proposal]:
    """Return the proposals with the meetings that may be one meeting on one day, each naming the other.

    `shares` has, by rule, the rules whose meetings may be the same. Each meeting of the obligation with fewer of them
    is held together with the nearest one of the other in its quarter, on the day of the former where that lies in the
    other's window. An occurrence names the key of the task that it is the same as, so that accepting both obligations,
    in any order, makes one task.
    """
    found = list(proposals)
    at = {one.rule: i for i, one in enumerate(found) if one.rule and isinstance(one.schedule, Count | Fixed)}
    pairs = {tuple(sorted((at[one], at[other]))) for one in at for other in shares.get(one, ()) if other in at}
    for i, j in sorted(pairs):
        fewer, more = sorted((i, j), key=lambda k: (len(found[k].occurrences), k))
        found[fewer], found[more] = _joined(found[fewer], found[more])
    return found


def _joined(fewer: Proposal, more: Proposal) -> tuple[Proposal, Proposal]:
    ours, theirs = list(fewer.occurrences), list(more.occurrences)
    days = []
    for n, one in enumerate(ours):
        free = [k for k, other in enumerate(theirs) if not other.same_as and _may_be_one(one, other)]
        if one.planned is None or one.same_as or not free:
            continue
        day = one.planned
        k = min(free, key=lambda k: (abs(((theirs[k].planned or day) - day).days), k))
        ours[n] = replace(one, same_as=f"{more.key}#{theirs[k].number}", note=f"与“{more.title}”同场")
        theirs[k] = replace(
            theirs[k],
            planned=day,
            due=max(theirs[k].due or day, day),
            tentative=one.tentative,
            same_as=f"{fewer.key}#{one.number}",
            note=f"与“{fewer.title}”同场",
        )
        days.append(day)
    if not days:
        return fewer, more
    told = f"{'、'.join(map(month_day, days))}同场召开，一次会议两项都计"
    return (
        replace(fewer, occurrences=tuple(ours), reason=f"{fewer.reason}；与“{more.title}”{told}"),
        replace(
            more,
            occurrences=tuple(theirs),
            schedule=Fixed(days[0]) if isinstance(more.schedule, Fixed) else more.schedule,
            reason=f"{more.reason}；与“{fewer.title}”{told}",
        ),
    )


def _may_be_one(one: Occurrence, other: Occurrence) -> bool:
    """Tell whether a meeting may be held on the day of another: in the same quarter and inside its own window."""
    if one.planned is None or other.planned is None or other.window is None:
        return False
    same_quarter = (one.planned.month - 1) // 3 == (other.planned.month - 1) // 3
    return same_quarter and other.window[0] <= one.planned <= other.window[1]
