"""What prepares a task (起草、送审): each step so many working days before the day the task is planned on."""

from dataclasses import replace
from datetime import date

from planrunner.domain.placement import step_day
from planrunner.domain.rules import Step
from planrunner.domain.schedule import PlacedStep
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.proposal import Proposal
from planrunner.wording import month_day


def with_steps(proposal: Proposal, steps: tuple[Step, ...], calendar: WorkCalendar) -> Proposal:
    """Return the proposal with its steps placed before each of its dated occurrences, and named in its reason.

    A step whose day would lie before the plan year is left out: it belonged to the year gone by.
    """
    occurrences = tuple(
        replace(one, steps=_placed(steps, one.planned, calendar)) if one.planned else one
        for one in proposal.occurrences
    )
    told = [f"{step.title}{month_day(step.day)}" for one in occurrences for step in one.steps]
    if not told:
        return proposal
    return replace(proposal, occurrences=occurrences, reason=f"{proposal.reason}；准备：{'、'.join(told)}")


def _placed(steps: tuple[Step, ...], planned: date, calendar: WorkCalendar) -> tuple[PlacedStep, ...]:
    found = (PlacedStep(step.title, step.before, step_day(planned, step.before, calendar)) for step in steps)
    return tuple(step for step in found if step.day.year == planned.year)
