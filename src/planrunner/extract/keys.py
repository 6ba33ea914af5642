"""Stable keys of measures: the same words give the same key whenever and from whatever file they are read."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

_NOISE = re.compile(r"[^\w\u3400-\u9fff]+")


def normalised(clean: str) -> str:
    """Return the words of a clause without punctuation and white space, as they enter its key."""
    return _NOISE.sub("", clean).lower()


def measure_keys(cleans: Iterable[str]) -> tuple[str, ...]:
    """Return one key per clause, in order: 16 hex digits, with a counter where the same words stand again."""
    seen: Counter[str] = Counter()
    keys: list[str] = []
    for clean in cleans:
        words = normalised(clean)
        digest = hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
        seen[digest] += 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return tuple(keys)
