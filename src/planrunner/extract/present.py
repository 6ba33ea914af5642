"""The JSON that `extract --json` and `when --json` print (cli.md); plain dictionaries from plain values."""

from planrunner.extract.document import Document
from planrunner.extract.model import Extraction, Measure, Time
from planrunner.extract.quantities import find_quantities

_TIME_FIELDS = ("start", "end", "freq", "interval", "month", "day", "weekday", "nth", "n", "op")


def time_to_json(time: Time) -> dict[str, object]:
    """Return one time expression; fields that the words do not give are left out."""
    found: dict[str, object] = {"start_char": time.start_char, "end_char": time.end_char, "kind": time.kind}
    found |= {name: value for name in _TIME_FIELDS if (value := getattr(time, name)) is not None}
    if time.ambiguous:
        found["ambiguous"] = True
    return found


def extraction_to_json(extraction: Extraction, document: Document, *, partition: bool) -> dict[str, object]:
    """Return all that is understood of a document; `partition` adds the role of every stretch of the section."""
    section = extraction.section
    found: dict[str, object] = {
        "title": extraction.title,
        "issuer": extraction.issuer,
        "report_year": extraction.report_year,
        "plan_year": extraction.plan_year,
        "section": None
        if section is None
        else {"start": section.start, "end": section.end, "heading": section.heading, "reason": section.reason},
        "measures": [_measure(measure) for measure in extraction.measures],
        "done": [
            {"date": done.date, "start": done.start, "end": done.end, "quote": done.quote} for done in extraction.done
        ],
        "format": document.format,
        "encoding": document.encoding,
        "warnings": list(document.warnings),
    }
    if partition:
        found["partition"] = [{"start": start, "end": end, "role": role} for start, end, role in extraction.partition]
    return found


def _measure(measure: Measure) -> dict[str, object]:
    place = measure.place
    return {
        "start": measure.start,
        "end": measure.end,
        "quote": measure.quote,
        "key": measure.key,
        "category": measure.category,
        "second_category": measure.second_category,
        "path": list(measure.path),
        "owner": measure.owner,
        "times": [time_to_json(time) for time in measure.times],
        "quantities": [
            {
                "start_char": one.start_char,
                "end_char": one.end_char,
                "value": one.value,
                "unit": one.unit,
                "comparator": one.comparator,
            }
            for one in find_quantities(measure.clean)
        ],
        "place": {
            "paragraph": place.paragraph,
            "page": place.page,
            "offset": place.offset,
            "synthetic_prefix": place.synthetic_prefix,
        },
    }
