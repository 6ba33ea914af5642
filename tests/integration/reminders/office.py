"""What reminder tests share: desks whose clock stands still, a drop folder as the only channel, a sink for letters."""

from datetime import datetime
from pathlib import Path

from tests.integration.workplace import Workplace

from planrunner.config import Config, DropSettings
from planrunner.domain.zone import SHANGHAI
from planrunner.services.delivering import DeliveryError, Letter
from planrunner.services.desk import Desk
from planrunner.store import outbox
from planrunner.store.outbox import ReminderRow

STATES = ("pending", "leased", "sent", "dead", "cancelled", "merged")


def wall(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a wall time of 2022 in Beijing."""
    return datetime(2022, month, day, hour, minute, tzinfo=SHANGHAI)


def drop_folder(place: Workplace) -> Path:
    """Return the folder that letters are dropped into, made when first asked for."""
    folder = place.folder / "drop"
    folder.mkdir(exist_ok=True)
    return folder


def desk_at(place: Workplace, moment: datetime, config: Config | None = None) -> Desk:
    """Return a desk whose clock stands at a moment, with the drop folder as its channel."""
    desk = place.desk()
    desk.given_today, desk.clock = None, lambda: moment
    desk.config = config or Config(drop=DropSettings(str(drop_folder(place))))
    return desk


def rows(desk: Desk, *states: str) -> list[ReminderRow]:
    """Return the outbox, or its rows in these states, earliest due first."""
    with desk.store.reader() as reader:
        return outbox.rows_in(reader, *(states or STATES))


class Sink:
    """A channel in memory, for tests of what is sent and when; it refuses while it is told to."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refusal: DeliveryError | None = None
        self.tried = 0

    def __call__(self, letter: Letter) -> None:
        """Take a letter."""
        self.tried += 1
        if self.refusal is not None:
            raise self.refusal
        self.letters.append(letter)

    def subjects(self) -> list[str]:
        """Return the subjects taken so far."""
        return [letter.subject for letter in self.letters]
