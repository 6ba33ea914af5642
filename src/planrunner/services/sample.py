"""The sample report of an invented township, for `demo` and for tests: plans/sample/report.txt with its years filled in."""

from planrunner.locations import plans_folder

OFFICE = "清源镇"
"""The invented township; no place of this name lies in the invented county 安澜县."""
REGION = "379901"
"""A region code that no place has; its province digits pick the Shandong pack."""


def sample_report(report_year: int) -> str:
    """Return the sample report that tells of `report_year` and plans the year after, as the text of a .txt file."""
    text = (plans_folder() / "sample" / "report.txt").read_text(encoding="utf-8")
    return text.replace("{{report_year}}", str(report_year)).replace("{{plan_year}}", str(report_year + 1))
