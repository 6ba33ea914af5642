"""Recognising a measure that a corrected report words differently, so that it keeps its key."""

from difflib import SequenceMatcher

ALIKE = 0.6
"""Share of characters in common from which two wordings are taken for the same measure."""


def inherited_keys(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    """Pair reworded measures: return new key → old key for each pair that is alike enough.

    Both arguments map measure keys to cleaned words. Only keys that stand on one side alone are paired, the most
    alike first, ties by key, so that the result does not depend on order.
    """
    gone = {key: words for key, words in old.items() if key not in new}
    come = {key: words for key, words in new.items() if key not in old}
    pairs = []
    for new_key, new_words in come.items():
        matcher = SequenceMatcher(b=new_words, autojunk=False)
        for old_key, old_words in gone.items():
            matcher.set_seq1(old_words)
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                ratio = matcher.ratio()
                if ratio >= ALIKE:
                    pairs.append((-ratio, new_key, old_key))
    found: dict[str, str] = {}
    for _, new_key, old_key in sorted(pairs):
        if new_key not in found and old_key not in found.values():
            found[new_key] = old_key
    return found
