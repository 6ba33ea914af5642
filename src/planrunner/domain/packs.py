"""Rule packs: parsed TOML mappings in, one book of rules out. A later pack adds to, replaces or drops what is there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from planrunner.domain.rule_versions import in_year, next_version
from planrunner.domain.rules import Basis, Rule
from planrunner.domain.rules_parse import parse_basis, parse_rule
from planrunner.domain.tables import RulePackError, Table

__all__ = ["Pack", "RuleBook", "RulePackError", "build_book", "parse_pack"]


@dataclass(frozen=True, slots=True)
class Drop:
    """A rule of an earlier pack that does not hold here, and why."""

    id: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One rule file. Files with the same `id` are parts of one pack. `region` is the code prefix it holds for."""

    id: str
    title: str
    file: str
    region: str
    adds: tuple[Rule, ...]
    replaces: tuple[Table, ...]
    supersedes: tuple[Table, ...]
    drops: tuple[Drop, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules that hold for one office, in the order of their packs; versions of one rule follow one another."""

    rules: tuple[Rule, ...]
    packs: tuple[tuple[str, str], ...] = ()

    def get(self, rule_id: str) -> Rule | None:
        """Return the newest version of the rule of that id, None where there is none."""
        return next((rule for rule in reversed(self.rules) if rule.id == rule_id), None)

    def effective(self, year: int) -> tuple[Rule, ...]:
        """Return the rules in force on some day of `year`, each with the grounds in force then.

        A rule that was superseded during the year is its newest version, with the `earlier` ones.
        """
        return tuple(
            rule
            for _, versions in groupby(self.rules, key=lambda one: one.id)
            if (rule := in_year(tuple(versions), year)) is not None
        )


def parse_pack(mapping: Mapping[str, object], file: str) -> Pack:
    """Read one parsed rule file (design.md §9).

    `[pack]` has id, title and maybe region; `[[rule]]` or `[[adds]]` are new rules, `[[replaces]]` an id and the
    keys of that rule that differ here, `[[supersedes]]` the same with the day (`from`) on which the new version comes
    into force, `[[drops]]` an id with its basis. Raises RulePackError naming file, table and key.
    """
    top = Table(mapping, file, "文件")
    top.only("pack", "rule", "adds", "replaces", "supersedes", "drops")
    head = top.table("pack")
    head.only("id", "title", "field", "region")
    head.text("field", "")
    pack = head.text("id")

    def rules(key: str) -> tuple[Rule, ...]:
        return tuple(parse_rule(table, pack) for table in top.tables(key))

    drops = []
    for table in top.tables("drops"):
        table.only("id", "basis")
        drops.append(Drop(table.text("id"), parse_basis(table)))
    return Pack(
        pack,
        head.text("title"),
        file,
        head.text("region", ""),
        (*rules("rule"), *rules("adds")),
        top.tables("replaces"),
        top.tables("supersedes"),
        tuple(drops),
    )


def build_book(packs: Iterable[Pack]) -> RuleBook:
    """Lay the packs over one another in the order given.

    Raises RulePackError where a replacing key is wrong, where an added id exists, where a replaced, superseded or
    dropped one does not, where a new version does not begin after the one before, or where `shares` names no rule.
    """
    book: dict[str, list[Rule]] = {}
    files: dict[str, str] = {}
    titles: dict[str, str] = {}
    for pack in packs:
        titles.setdefault(pack.id, pack.title)
        for rule in pack.adds:
            if rule.id in book:
                raise RulePackError(
                    f"{pack.file}：规则 {rule.id} 在 {files[rule.id]} 中已有；要改写请放在 [[replaces]] 表"
                )
            book[rule.id] = [rule]
            files[rule.id] = pack.file
        for table in pack.replaces:
            versions = _known(book, table.text("id"), pack, "[[replaces]] 表要改写")
            versions[-1] = parse_rule(table, pack.id, versions[-1])
            files[versions[-1].id] = pack.file
        for table in pack.supersedes:
            versions = _known(book, table.text("id"), pack, "[[supersedes]] 表要更新")
            versions[-1:] = next_version(table, pack.id, versions[-1])
            files[versions[-1].id] = pack.file
        for drop in pack.drops:
            _known(book, drop.id, pack, "[[drops]] 表要去掉")
            del book[drop.id]
    return RuleBook(tuple(_with_known_shares(book, files)), tuple(titles.items()))


def _known(book: dict[str, list[Rule]], rule_id: str, pack: Pack, wanted: str) -> list[Rule]:
    if rule_id not in book:
        raise RulePackError(f"{pack.file}：{wanted}的规则 {rule_id} 不存在")
    return book[rule_id]


def _with_known_shares(book: dict[str, list[Rule]], files: dict[str, str]) -> Iterator[Rule]:
    """Leave out of `shares` what a later pack dropped; refuse what no pack has."""
    for versions in book.values():
        for rule in versions:
            unknown = next((other for other in rule.shares if other not in files), None)
            if unknown is not None:
                raise RulePackError(f"{files[rule.id]}：规则 {rule.id} 的 shares 提到的 {unknown} 不存在")
            kept = tuple(other for other in rule.shares if other in book)
            yield rule if kept == rule.shares else replace(rule, shares=kept)
