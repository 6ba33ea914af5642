"""Reading one TOML table with errors that name file, table and key in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class RulePackError(ValueError):
    """A rule pack cannot be used; the message names the file, the table and the key, in Chinese."""


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table with its place, read key by key. Every reader raises RulePackError for a wrong or missing value."""

    values: Mapping[str, object]
    file: str
    name: str

    def fail(self, key: str, what: str) -> RulePackError:
        """Return the error to raise about `key`."""
        return RulePackError(f"{self.file} 的 {self.name} 中 {key}：{what}")

    def only(self, *known: str) -> None:
        """Refuse keys that are none of `known`: a misspelt key must not be ignored."""
        for key in self.values:
            if key not in known:
                raise self.fail(str(key), "不认识的键")

    def has(self, key: str) -> bool:
        """Tell whether the key is set."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; with a `default` it may be missing."""
        value = self.values.get(key, default)
        if value is None:
            raise self.fail(key, "缺少")
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fail(key, "应为文字")
        return value

    def one_of(self, key: str, *allowed: str, default: str | None = None) -> str:
        """Return a text that must be one of `allowed`."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(key, f"应为 {' '.join(one for one in allowed if one)} 之一，不是“{value}”")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fail(key, "应为文字的列表")
        return tuple(value)

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number from 1."""
        value = self.values.get(key, default)
        if value is None:
            raise self.fail(key, "缺少")
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 3660:
            raise self.fail(key, "应为正整数")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(key, "应为 true 或 false")
        return value

    def day(self, key: str) -> date | None:
        """Return a date, None where the key is missing."""
        value = self.values.get(key)
        if value is not None and type(value) is not date:
            raise self.fail(key, "应为日期，如 2025-11-01")
        return value

    def table(self, key: str) -> "Table":
        """Return the table under `key`."""
        value = self.values.get(key)
        if not isinstance(value, Mapping):
            raise self.fail(key, "缺少这一表" if value is None else "应为表")
        return Table(value, self.file, f"{self.name} / [{key}]")

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables of the list under `key`, each named by its number and id."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.fail(key, "应为表的列表")
        return tuple(
            Table(item, self.file, f"第 {n} 个 [[{key}]]" + (f"（{item['id']}）" if "id" in item else ""))
            for n, item in enumerate(value, 1)
        )
