"""Which of the eleven categories a clause belongs to: the two best by the words of the keyword table."""

from planrunner.extract.words import Words

_NEAR = 0.06
"""What a word of the title weighs against the same word in the clause."""


def classify(clause: str, words: Words, around: str = "") -> tuple[str, str]:
    """Return the best and the second best category key of a clause.

    A word weighs by its length, as a long word is rarely accidental (规范性文件 against 公开). `around`, the title of
    the item the clause stands in, decides where the clause itself says nothing and settles a tie otherwise. A clause
    without any known word is "other".
    """
    scores: dict[str, float] = {}
    for key, pattern in words.categories:
        own = sum(len(found) ** 1.5 for found in set(pattern.findall(clause)))
        near = sum(len(found) ** 1.5 for found in set(pattern.findall(around)))
        if own or near:
            scores[key] = own + _NEAR * near
    ranked = sorted(scores, key=lambda key: -scores[key])
    best = ranked[0] if ranked else "other"
    second = next((key for key in ranked if key != best), "other" if best != "other" else "oversight")
    return best, second
