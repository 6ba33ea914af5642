"""Loading the data that differs by place and year: words, rule packs, holiday notices. A workspace overrides by id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planrunner.errors import BadInputError, system_reason
from planrunner.locations import plans_folder
from planrunner.toml_mistakes import toml_mistake

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.domain.packs import RuleBook
    from planrunner.domain.workdays import WorkCalendar
    from planrunner.extract.words import Words


def load_toml(file: Path) -> dict[str, Any]:
    """Read one TOML file; BadInputError names the file and the place of a mistake."""
    import tomllib

    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise BadInputError(f"读不了 {file}：{system_reason(error)}。数据没有改动，请检查后重试。") from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"读不了 {file}：不是 UTF-8 编码。数据没有改动，请另存为 UTF-8 后重试。") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"{file} 写错了：{toml_mistake(error)}。数据没有改动，请改正这个文件后重试。") from error


def layered(folder: Path, pattern: str) -> list[Path]:
    """Return the shipped files that match, then the workspace's own under `plans/`, each sorted by name."""
    shipped, own = plans_folder(), folder / "plans"
    same = own.resolve() == shipped.resolve()  # the checkout itself taken for a workspace
    return [*sorted(shipped.glob(pattern)), *(() if same else sorted(own.glob(pattern)))]


def load_words(folder: Path) -> Words:
    """Return the word lists of plans/words, a workspace's own lists laid over them."""
    from planrunner.extract.words import parse_words

    tables: dict[str, Any] = {}
    for file in layered(folder, "words/*.toml"):
        tables |= load_toml(file)
    try:
        return parse_words(tables)
    except ValueError as error:
        raise BadInputError(f"词表 plans/words 写错了：{error}。数据没有改动，请改正后重试。") from error


def load_rules(folder: Path, region: str) -> RuleBook:
    """Return the rule book for a region: national packs, the province's, the city's, the workspace's own.

    `region` is a code of GB/T 2260: a province's file begins with its two digits, a city's with four, a county's with six.
    """
    from planrunner.domain.packs import build_book, parse_pack

    files = [*layered(folder, "rules/national*.toml"), *layered(folder, "rules/national/*.toml")]
    for where, digits in (("province", 2), ("city", 4), ("county", 6)):
        here = region[:digits] + "-"
        files += [file for file in layered(folder, f"rules/{where}/*.toml") if file.name.startswith(here)]
    files += _field_packs(folder)
    files += sorted((folder / "plans" / "rules").glob("office*.toml"))
    try:
        return build_book([parse_pack(load_toml(file), file.name) for file in files])
    except ValueError as error:
        raise BadInputError(f"规则包写错了：{error}。数据没有改动，请改正后重试。") from error


def _field_packs(folder: Path) -> list[Path]:
    """Return the packs of the other fields of work that the settings name ([plan] fields)."""
    from planrunner.config import load_config

    known = {file.stem: file for file in layered(folder, "rules/field/*.toml")}
    wanted = load_config(folder).plan.fields
    for name in wanted:
        if name not in known:
            raise BadInputError(f"planrunner.toml 的 [plan] fields 里有不认识的 {name}。可用：{'、'.join(known)}。")
    return [known[name] for name in wanted]


def load_calendar(folder: Path) -> WorkCalendar:
    """Return the working-day calendar: published years, and the notices imported into this workspace."""
    from planrunner.domain.workdays import WorkCalendar

    files = layered(folder, "holidays/*.toml")
    if not files:
        return WorkCalendar()
    from planrunner.domain.holidays import parse_notice

    try:
        return WorkCalendar(tuple(parse_notice(load_toml(file), file.name) for file in files))
    except ValueError as error:
        raise BadInputError(f"放假安排文件写错了：{error}。数据没有改动，请改正后重试。") from error
