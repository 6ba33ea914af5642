"""Rule packs: parsed TOML mappings in, one book of rules out. A later pack adds to, replaces or drops what is there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

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
    drops: tuple[Drop, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules that hold for one office, in the order of their packs."""

    rules: tuple[Rule, ...]
    packs: tuple[tuple[str, str], ...] = ()

    def get(self, rule_id: str) -> Rule | None:
        """Return the rule of that id, None where there is none."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def effective(self, year: int) -> tuple[Rule, ...]:
        """Return the rules in force on some day of `year`, each with the grounds in force then."""
        return tuple(
            replace(rule, basis=tuple(one for one in rule.basis if one.effective_in(year)))
            if any(one.effective_from or one.effective_until for one in rule.basis)
            else rule
            for rule in self.rules
            if rule.effective_in(year)
        )


def parse_pack(mapping: Mapping[str, object], file: str) -> Pack:
    """Read one parsed rule file (design.md §9).

    `[pack]` has id, title and maybe region; `[[rule]]` or `[[adds]]` are new rules, `[[replaces]]` an id and the
    keys of that rule that differ here, `[[drops]]` an id with its basis. Raises RulePackError naming file, table and key.
    """
    top = Table(mapping, file, "文件")
    top.only("pack", "rule", "adds", "replaces", "drops")
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
        tuple(drops),
    )


def build_book(packs: Iterable[Pack]) -> RuleBook:
    """Lay the packs over one another in the order given.

    Raises RulePackError where a replacing key is wrong, where an added id exists, where a replaced or dropped one does
    not, or where `shares` names no rule.
    """
    book: dict[str, Rule] = {}
    files: dict[str, str] = {}
    titles: dict[str, str] = {}
    for pack in packs:
        titles.setdefault(pack.id, pack.title)
        for rule in pack.adds:
            if rule.id in book:
                raise RulePackError(
                    f"{pack.file}：规则 {rule.id} 在 {files[rule.id]} 中已有；要改写请放在 [[replaces]] 表"
                )
            book[rule.id] = rule
            files[rule.id] = pack.file
        for table in pack.replaces:
            changed = table.text("id")
            if changed not in book:
                raise RulePackError(f"{pack.file}：[[replaces]] 表要改写的规则 {changed} 不存在")
            book[changed] = parse_rule(table, pack.id, book[changed])
            files[changed] = pack.file
        for drop in pack.drops:
            if drop.id not in book:
                raise RulePackError(f"{pack.file}：[[drops]] 表要去掉的规则 {drop.id} 不存在")
            del book[drop.id]
    for rule in book.values():
        unknown = [other for other in rule.shares if other not in book]
        if unknown and unknown[0] not in files:
            raise RulePackError(f"{files[rule.id]}：规则 {rule.id} 的 shares 提到的 {unknown[0]} 不存在")
        if unknown:  # the other one was dropped by a later pack
            book[rule.id] = replace(rule, shares=tuple(other for other in rule.shares if other in book))
    return RuleBook(tuple(book.values()), tuple(titles.items()))
