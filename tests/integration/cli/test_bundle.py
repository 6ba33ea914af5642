"""report bundle and verify BUNDLE: an archive that proves itself on a machine that has only the file."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.integration.cli.said import Cli

from planrunner.cli.main import run
from planrunner.services.reporting_bundle_parts import safe

Entries = dict[str, bytes]


@pytest.fixture
def worked(cli: Cli, tmp_path: Path, report: Path) -> Cli:
    """Return a workspace with a plan of 2022: one finished task with a file, a link and a marked file, all accepted."""
    assert cli("import", str(report)).code == 0
    assert cli("accept", "--all").code == 0
    (tmp_path / "签到表.txt").write_text("签到" * 200, encoding="utf-8")
    (tmp_path / "名单.txt").write_text("内容不外传", encoding="utf-8")
    assert cli("evidence", "add", "T1", str(tmp_path / "签到表.txt"), "--title", "关于../学法?的 签到表").code == 0
    assert cli("evidence", "add", "T2", "E1").code == 0
    assert cli("evidence", "add", "T1", "https://example.org/a", "--title", "信息报道").code == 0
    assert cli("evidence", "add", "T1", str(tmp_path / "名单.txt"), "--title", "机密 名单").code == 0
    assert cli("evidence", "accept", "E1", "E2", "E3", who="审核").code == 0
    assert cli("evidence", "add", "T1", str(tmp_path / "名单.txt"), "--title", "还没看的").code == 0
    return cli


@pytest.fixture
def bundle(worked: Cli, tmp_path: Path) -> Path:
    """Return the bundle of that workspace."""
    file = tmp_path / "佐证.zip"
    assert worked("report", "bundle", "--year", "2022", "-o", str(file)).code == 0
    return file


def entries(file: Path) -> Entries:
    """Return everything in a zip."""
    with zipfile.ZipFile(file) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def rezip(file: Path, content: Entries) -> None:
    """Write a zip that is sound as a zip."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in content.items():
            zipped.writestr(name, data)


def bare_verify(file: Path, tmp_path: Path) -> int:
    """Verify on a machine without a workspace."""
    return run(["--workspace", str(tmp_path / "空"), "verify", str(file)])


def test_what_a_bundle_holds(worked: Cli, bundle: Path, tmp_path: Path) -> None:
    """A folder per obligation, each file once under a safe name, catalogue, ledger, summary, history, manifest."""
    held = entries(bundle)
    (piece,) = [name for name in held if "/" in name]
    assert re.fullmatch(r"\d{2,}-[^/]+/E1_20220301_关于.. 学法 的 签到表\.txt", piece)
    assert {"目录.xlsx", "台账.xlsx", "完成情况总结.docx", "说明.txt", "历史记录.jsonl", "manifest.json"} < set(held)
    page = openpyxl.load_workbook(io.BytesIO(held["目录.xlsx"]))["目录"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert [row[0] for row in rows] == ["E1", "E2"]
    assert rows[0][6] == "T1 T2"
    assert rows[0][9] == piece
    assert rows[1][8] == "https://example.org/a"
    assert bare_verify(bundle, tmp_path) == 0
    assert not (tmp_path / "空").exists()


def test_marked_evidence_stays_out_everywhere(worked: Cli, bundle: Path, tmp_path: Path) -> None:
    """Neither file nor name of a marked piece is in the bundle, not even in its history; asked for, it comes."""
    held = entries(bundle)
    for name, data in held.items():
        texts = [data]
        if name.endswith(("xlsx", "docx")):
            with zipfile.ZipFile(io.BytesIO(data)) as inner:
                texts = [inner.read(part) for part in inner.namelist()]
        assert not any("机密".encode() in text or "内容不外传".encode() in text for text in texts), name
    withheld = [one for one in map(json.loads, held["历史记录.jsonl"].splitlines()) if one.get("withheld")]
    assert len(withheld) == 2  # added, and accepted together with two others
    said = worked("report", "bundle", "--year", "2022", "-o", str(bundle), "--include-marked", "--json")
    assert (said.json["evidence"], said.json["marked"], said.json["waiting"]) == (2, 0, 1)
    assert any("机密" in name for name in entries(bundle))
    assert bare_verify(bundle, tmp_path) == 0


def _one_byte(name: str) -> Callable[[Entries], None]:
    def spoil(held: Entries) -> None:
        found = next(one for one in held if name in one)
        data = bytearray(held[found])
        data[len(data) // 2] ^= 1
        held[found] = bytes(data)

    return spoil


def _gone(held: Entries) -> None:
    held.pop(next(name for name in held if "/" in name))


def _more(held: Entries) -> None:
    held["01-多出来的/文件.txt"] = b"x"


SPOILT = {
    "a file": (_one_byte("E1_"), "E1_"),
    "the ledger": (_one_byte("台账"), "台账"),
    "the manifest": (_one_byte("manifest.json"), "清单"),
    "the seal": (_one_byte("manifest.sha256"), "清单"),
    "the chain": (_one_byte("历史"), "历史记录"),
    "a file gone": (_gone, "少了"),
    "a file more": (_more, "多了"),
}


@pytest.mark.parametrize("which", SPOILT)
def test_one_changed_byte_is_refused_and_named(
    bundle: Path, tmp_path: Path, which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was changed, the first difference is told, and the exit code says damaged."""
    spoil, words = SPOILT[which]
    held = entries(bundle)
    spoil(held)
    rezip(bundle, held)
    assert bare_verify(bundle, tmp_path) == 6
    assert words in capsys.readouterr().err


def _resealed(held: Entries) -> None:
    """Make the manifest anew over whatever the bundle holds, as somebody who knows the format could."""
    import hashlib

    manifest = json.loads(held["manifest.json"])
    for one in manifest["files"]:
        one["sha256"], one["size"] = hashlib.sha256(held[one["name"]]).hexdigest(), len(held[one["name"]])
    held["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    held["manifest.sha256"] = f"{hashlib.sha256(held['manifest.json']).hexdigest()}  manifest.json\n".encode()


def test_the_chain_holds_where_the_manifest_was_made_anew(
    worked: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed record breaks the chain; another file in place of a piece is not the one that the history names."""
    file = tmp_path / "全部.zip"
    assert worked("report", "bundle", "--year", "2022", "-o", str(file), "--include-marked").code == 0
    sound = entries(file)
    forged = sound | {"历史记录.jsonl": sound["历史记录.jsonl"].replace("审核".encode(), "审合".encode(), 1)}
    _resealed(forged)
    rezip(file, forged)
    assert bare_verify(file, tmp_path) == 6
    assert "历史记录第" in capsys.readouterr().err
    piece = next(name for name in sound if "E1_" in name)
    swapped = sound | {piece: b"another sheet"}
    _resealed(swapped)
    rezip(file, swapped)
    assert bare_verify(file, tmp_path) == 6
    assert "不是历史记录里登记的那份 E1" in capsys.readouterr().err
    cut = sound | {"历史记录.jsonl": b"\n".join(sound["历史记录.jsonl"].split(b"\n")[:-2]) + b"\n"}
    _resealed(cut)
    rezip(file, cut)
    assert bare_verify(file, tmp_path) == 6


def test_hostile_and_foreign_files_are_refused(bundle: Path, tmp_path: Path) -> None:
    """No zip, a zip of another kind, paths that lead out, a bomb, a cut file: exit code 3, nothing written."""
    file = tmp_path / "坏.zip"
    for content in (b"", b"PK\x03\x04 no zip", bundle.read_bytes()[:-40]):
        file.write_bytes(content)
        assert bare_verify(file, tmp_path) == 3
    assert bare_verify(tmp_path / "没有.zip", tmp_path) == 3
    rezip(file, {"readme.txt": b"x"})
    assert bare_verify(file, tmp_path) == 3
    for name in ("../外面.txt", "/etc/x", "a\\b", "C:x"):
        rezip(file, entries(bundle) | {name: b"x"})
        assert bare_verify(file, tmp_path) == 3, name
    rezip(file, entries(bundle) | {"bomb": bytes(50_000_000)})
    assert bare_verify(file, tmp_path) == 3
    rezip(file, entries(bundle) | {"manifest.json": b"[" * 100_000})
    assert bare_verify(file, tmp_path) in (3, 6)
    assert not (tmp_path / "外面.txt").exists()


def test_damaged_evidence_is_left_out_and_named(worked: Cli, tmp_path: Path) -> None:
    """A file that is not as it was kept stays out, and the bundle that was there before is replaced by a whole one."""
    for path in (tmp_path / "workspace" / "evidence").rglob("*"):
        if path.is_file():
            path.write_bytes(b"spoilt")
    file = tmp_path / "b.zip"
    said = worked("report", "bundle", "--year", "2022", "-o", str(file), "--json")
    assert (said.code, said.json["evidence"]) == (0, 0)
    assert "E1" in said.err
    assert bare_verify(file, tmp_path) == 0
    assert [path.name for path in tmp_path.iterdir() if ".part-" in path.name] == []


def test_where_a_bundle_cannot_be_written(worked: Cli, tmp_path: Path) -> None:
    """A missing folder and another suffix are told; a year without tasks too."""
    assert worked("report", "bundle", "--year", "2022", "-o", str(tmp_path / "没有" / "b.zip")).code == 4
    assert worked("report", "bundle", "--year", "2022", "-o", str(tmp_path / "b.rar")).code == 2
    assert worked("report", "bundle", "--year", "1999", "-o", str(tmp_path / "b.zip")).code == 1


def test_names_are_safe_everywhere() -> None:
    """Separators, control characters and marks of direction go; dots at the ends too; long names are cut."""
    assert safe("a/b\\c:d*e?f\u202egpj.exe. ") == "a b c d e f gpj.exe"
    assert safe("../..") == ""
    assert len(safe("长" * 300)) == 50


def test_only_the_newest_version_goes_in_and_the_catalogue_names_the_earlier(worked: Cli, tmp_path: Path) -> None:
    """The earlier file is nowhere in the zip; until the new one is accepted neither is; a marked name stays hidden."""
    file = tmp_path / "b.zip"
    for name in ("盖章.txt", "终稿.txt"):
        (tmp_path / name).write_text(f"{name}的内容", encoding="utf-8")
    assert worked("evidence", "replace", "E1", str(tmp_path / "盖章.txt"), "--title", "机密 盖章").code == 0
    assert worked("evidence", "replace", "E5", str(tmp_path / "终稿.txt"), "--title", "终稿").code == 0
    said = worked("report", "bundle", "--year", "2022", "-o", str(file), "--json")
    assert (said.json["evidence"], said.json["waiting"]) == (0, 2)
    assert worked("evidence", "accept", "E6", who="审核").code == 0
    assert worked("report", "bundle", "--year", "2022", "-o", str(file)).code == 0
    held = entries(file)
    assert [name.rpartition("/")[2] for name in held if "/" in name] == ["E6_20220301_终稿.txt"]
    assert not any("签到".encode() * 200 in data or "盖章.txt的内容".encode() in data for data in held.values())
    page = openpyxl.load_workbook(io.BytesIO(held["目录.xlsx"]))["目录"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    (earlier,) = [row[-1] for row in rows if row[0] == "E6"]
    assert earlier.split("\n")[1] == "E1 2022-03-01 关于../学法?的 签到表"
    assert earlier.startswith("E5 2022-03-01 （标有密级")
    assert bare_verify(file, tmp_path) == 0
