"""The entrance of the terminal in the browser: passphrases, what a browser keeps, guesses, other sites' pages."""

import pytest

from planrunner.web.entrance import GUESSES, MOST_STAYING, STAY_SECONDS, Entrance

RIGHT = "凤凰镇司法所的很长的口令"
NAMES = ("127.0.0.1", "localhost", "[::1]")


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


def test_only_the_passphrase_opens_and_only_for_a_day() -> None:
    """Part of it, more than it, nothing, other letters: no key. What it gave is known for its time, a made-up key never."""
    clock = Clock()
    entrance = Entrance(RIGHT, NAMES, clock)
    for number, wrong in enumerate(("", RIGHT[:-1], f"{RIGHT}1", "\ud800", RIGHT.encode().decode("latin-1"))):
        assert entrance.enter(wrong, f"10.0.0.{number}") == ("", 0)
    key, wait = entrance.enter(RIGHT, "10.0.0.9")
    assert (entrance.knows(key), wait) == (True, 0)
    assert not any(entrance.knows(made_up) for made_up in ("", RIGHT, key[:-1]))
    assert entrance.enter(RIGHT, "10.0.0.9")[0] != key
    clock.now += STAY_SECONDS
    assert not entrance.knows(key)


def test_guessing_is_slow_and_hinders_nobody_else() -> None:
    """After the burst even the right one waits; another machine enters; entering rightly uses nothing up."""
    clock = Clock()
    entrance = Entrance(RIGHT, NAMES, clock)
    for _ in range(2 * GUESSES.burst):
        assert entrance.enter(RIGHT, "10.0.0.1")[0]
    for _ in range(GUESSES.burst):
        assert entrance.enter("猜", "10.0.0.1") == ("", 0)
    assert entrance.enter(RIGHT, "10.0.0.1") == ("", 20)
    assert entrance.enter(RIGHT, "10.0.0.2")[0]
    clock.now += 20
    assert entrance.enter(RIGHT, "10.0.0.1")[0]


def test_browsers_that_stay_are_bounded() -> None:
    """The one that came first makes room."""
    entrance = Entrance(RIGHT, NAMES, Clock())
    kept = [entrance.enter(RIGHT, "10.0.0.1")[0] for _ in range(MOST_STAYING + 1)]
    assert [entrance.knows(kept[at]) for at in (0, 1, -1)] == [False, True, True]


@pytest.mark.parametrize(
    ("host", "origin", "open_to_all", "with_passphrase"),
    [
        ("127.0.0.1:8751", "", True, True),
        ("localhost:8751", "http://localhost:8751", True, True),
        ("[::1]:8751", "http://[::1]:8751", True, True),
        ("[::1]", "", True, True),
        ("localhost", "", True, True),
        ("plan.example.cn", "https://plan.example.cn", False, True),
        ("evil.example:8751", "http://evil.example:8751", False, True),
        ("127.0.0.1:8751", "http://evil.example", False, False),
        ("127.0.0.1:8751", "http://127.0.0.1:9000", False, False),
        ("127.0.0.1:8751", "null", False, False),
        ("", "", False, True),
    ],
)
def test_pages_of_other_sites(host: str, origin: str, open_to_all: bool, with_passphrase: bool) -> None:
    """A page from elsewhere never drives the terminal; a name that was made to point here does so only past a passphrase."""
    assert Entrance("", NAMES).is_own(host, origin) is open_to_all
    assert Entrance(RIGHT, NAMES).is_own(host, origin) is with_passphrase
