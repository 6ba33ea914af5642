"""The links that the command line gives out: the leaders' page, and a phone's way in."""

from tests.integration.cli.said import Cli


def test_the_leaders_page(cli: Cli, bare: Cli) -> None:
    """Made, told once, made anew, taken back; taking back what is not there is told."""
    first = cli("page", "create", "--json").json["url"]
    assert first.startswith("http://127.0.0.1:8750/leaders/")
    said = cli("page", "create")
    assert (said.code, first in said.out, "只有本机能打开" in said.out) == (0, False, True)
    assert cli("page", "revoke").code == 0
    assert cli("page", "revoke").code == 1
    assert cli("page").code == 2


def test_links_need_a_workspace(bare: Cli) -> None:
    """Without one nothing is made."""
    assert bare("page", "create").code == 4
    assert bare("evidence", "phone", "T1").code == 4


def test_a_phone_s_link(cli: Cli) -> None:
    """For one task that exists; a pipe gets the link and no code of blocks."""
    cli("add", "例会", "--due", "2022-03-10")
    said = cli("evidence", "phone", "T1")
    assert (said.code, "http://127.0.0.1:8750/up/1." in said.out, "█" in said.out) == (0, True, False)
    assert set(cli("evidence", "phone", "t1", "--json").json) == {"url", "until"}
    assert cli("evidence", "phone", "T9").code == 1
    assert cli("evidence", "phone").code == 2
