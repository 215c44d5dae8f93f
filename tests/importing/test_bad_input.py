"""Bad rows are reported with their place and left out; a bad file imports nothing; nothing a file says breaks it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.importing.folders import COUNTS, WORLD, everything, write_csv, write_jsonl
from tests.importing.test_open_format import bring
from zhongcao.importing import importer
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.importing.importer import import_folder
from zhongcao.importing.reading import BadFile
from zhongcao.kit.db import Sessions

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)

BAD_ROWS = [
    ("rates", {"cny": "0"}, "cny", "0 is no exchange rate"),
    ("rates", {"cny": "-7"}, "cny", "-7 is negative or no number"),
    ("rates", {"cny": "NaN"}, "cny", "NaN is negative or no number"),
    ("rates", {"cny": "1e-12"}, "cny", "1E-12 is no exchange rate"),
    ("rates", {"currency": "QQQ"}, "currency", "Invalid enum value 'QQQ'"),
    ("rates", {"from_day": "2026-02-30"}, "from_day", "Invalid RFC3339"),
    ("products", {"title": None}, "title", "missing required field"),
    ("products", {"title": "x" * 201}, "title", "length <= 200"),
    ("products", {"title": "a\0b"}, "title", "zero byte"),
    ("products", {"hs_code": "33"}, "hs_code", "regex"),
    ("products", {"origin_country": "France"}, "origin_country", "regex"),
    ("products", {"highlights": ["x"] * 41}, "highlights", "length <= 40"),
    ("skus", {"price": "-1"}, "price", "-1 is negative"),
    ("skus", {"price": "0"}, "price", "0 USD is no price"),
    ("skus", {"price": "0.001"}, "price", "0.001 USD is no price"),
    ("skus", {"price": "Infinity"}, "price", "Infinity is negative or no number"),
    ("skus", {"price": "1e40"}, "price", "too large"),
    ("skus", {"price": "cheap"}, "price", "Invalid decimal"),
    ("skus", {"product": "p404"}, "product", "no product p404"),
    ("skus", {"market_price": "-3"}, "market_price", "-3 is negative"),
    ("skus", {"content_unit": "gallon"}, "content_unit", "Invalid enum value 'gallon'"),
    ("skus", {"weight_grams": 0}, "weight_grams", ">= 1"),
    ("members", {"birth_year": 1066}, "birth_year", ">= 1900"),
    ("members", {"nickname": "长" * 31}, "nickname", "length <= 30"),
    ("members", {"joined_on": "0001-01-01"}, "joined_on", "year 1 is not between"),
    ("notes", {"rating": 7}, "rating", "<= 5"),
    ("notes", {"rating": "good"}, "rating", "Expected `int"),
    ("notes", {"body": None}, "body", "missing required field"),
    ("notes", {"at": "yesterday"}, "at", "Invalid RFC3339"),
    ("notes", {"at": "2024-13-01"}, "at", "Invalid RFC3339"),
    ("notes", {"at": "2024-05-01T10:00:00"}, "at", "timezone"),
    ("notes", {"at": "9999-12-31"}, "at", "year 9999 is not between"),
    ("notes", {"at": "0001-01-01"}, "at", "year 1 is not between"),
    ("notes", {"member": "m404"}, "member", "no member m404"),
    ("notes", {"products": ["p1", "p404"]}, "products", "no product p404"),
    ("interactions", {"kind": "stare"}, "kind", "Invalid enum value 'stare'"),
    ("interactions", {"value": 7}, "value", "<= 5"),
    ("interactions", {"product": "p404"}, "product", "no product p404"),
    ("interactions", {"product": None}, "product", "a view without a product"),
    ("orders", {"quantity": 0}, "quantity", ">= 1"),
    ("orders", {"sku": "s404"}, "sku", "no SKU s404"),
    ("orders", {"member": "m404"}, "member", "no member m404"),
]


async def test_bad_rows_are_named_with_their_place_and_left_out(sessions: Sessions, tmp_path: Path) -> None:
    good, broken = tmp_path / "good", tmp_path / "broken"
    good.mkdir()
    broken.mkdir()
    await bring(sessions, write_jsonl(good, **WORLD))
    before = await everything(sessions)

    world = {kind: list(rows) for kind, rows in WORLD.items()}
    wanted = []
    for number, (kind, mistake, column, _) in enumerate(BAD_ROWS):
        row = {**WORLD[kind][0], **mistake}
        if kind not in ("rates", "interactions"):
            row[next(iter(row))] = f"new-{number}"
        world[kind].append({key: value for key, value in row.items() if value is not None})
        wanted.append((f"{kind}.jsonl", len(world[kind]), column))
    report = await bring(sessions, write_jsonl(broken, **world))
    found = {(row.file, row.line, row.column): row.reason for row in report.bad_rows}
    assert sorted(found) == sorted(wanted)
    for (_, mistake, _, reason), place in zip(BAD_ROWS, wanted, strict=True):
        assert reason in found[place], mistake
    for kind, count in report.counts.items():
        assert (count.read, count.bad + count.left_out) == (len(world[kind]), len(world[kind]) - COUNTS[kind]), kind
    assert await everything(sessions) == before, "all else was known, and the bad rows left nothing"


async def test_a_csv_row_is_named_by_the_line_it_begins_on(sessions: Sessions, tmp_path: Path) -> None:
    write_csv(tmp_path, products=WORLD["products"])
    with (tmp_path / "products.csv").open("a", encoding="utf-8") as file:
        file.write('p4,"two\nlines",Grove,Makeup,,,,\n\np5,,Grove,Makeup,,,,\np6,too,few\np7,a,b,c,d,e,f,g,h,i,j\n')
    report = await bring(sessions, tmp_path)
    assert [(row.line, row.column) for row in report.bad_rows] == [(8, "title"), (9, ""), (10, "")]
    assert [row.reason for row in report.bad_rows[1:]] == ["3 cells instead of 8", "11 cells instead of 8"]
    assert report.counts["products"].new == 4


async def test_a_field_that_nobody_knows_is_a_mistake_of_its_row(sessions: Sessions, tmp_path: Path) -> None:
    report = await bring(sessions, write_jsonl(tmp_path, members=[{"member": "m1", "phone": "138"}, {"member": "m2"}]))
    assert [(row.line, row.column) for row in report.bad_rows] == [(1, "phone")]
    assert report.counts["members"].new == 1


async def test_bad_rows_beyond_the_list_are_still_counted(
    sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BAD_ROWS_KEPT", 3)
    report = await bring(sessions, write_jsonl(tmp_path, members=[{"member": ""} for _ in range(5)]))
    assert (len(report.bad_rows), report.counts["members"].bad) == (3, 5)


HEADER = "member,nickname\n"
BAD_FILES = {
    "not UTF-8": ("members.csv", HEADER.encode() + "m1,小满\n".encode("gbk"), "is not UTF-8"),
    "a quote left open": ("members.csv", HEADER.encode() + b'm1,"open\nm2,x\n', "broken quoting"),
    "text after a quote": ("members.csv", HEADER.encode() + b'm1,"a"b\n', "broken quoting"),
    "a column missing": ("members.csv", b"nickname\nx\n", "lacks the columns: member"),
    "a column twice": ("members.csv", b"member,member\na,b\n", "names a column twice"),
    "a strange column": ("members.csv", b"member,phone\na,b\n", "columns that nobody knows: phone"),
    "semicolons": ("members.csv", b"member;nickname\nm1;x\n", "lacks the columns: member"),
    "empty": ("members.csv", b"", "is empty"),
    "empty lines": ("members.jsonl", b"\n\n", "is empty"),
    "broken JSON": ("members.jsonl", b'{"member": "m1"}\n{"member": \n', "line 2 is no JSON"),
    "JSON that is no object": ("members.jsonl", b'{"member": "m1"}\n["m2"]\n', "line 2 is no object"),
    "JSON that is not UTF-8": ("members.jsonl", b'{"member": "\xff"}', "line 1 is not UTF-8"),
    "a spreadsheet": ("members.csv", b"PK\x03\x04\xff\xfe\x00", "is not UTF-8"),
}


async def test_a_bad_file_imports_nothing_of_the_folder(sessions: Sessions, tmp_path: Path) -> None:
    before = await everything(sessions)
    for number, (name, (file, content, reason)) in enumerate(BAD_FILES.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_csv(folder, **{kind: rows for kind, rows in WORLD.items() if kind != "members"})
        (folder / file).write_bytes(content)
        with pytest.raises(BadFile, match=reason) as raised:
            await bring(sessions, folder)
        assert raised.value.file == file, name
    assert await everything(sessions) == before


@pytest.mark.parametrize("source", ADAPTERS)
async def test_a_folder_without_the_files_is_refused(sessions: Sessions, tmp_path: Path, source: str) -> None:
    (tmp_path / "readme.txt").write_text("nothing here")
    before = await everything(sessions)
    with pytest.raises(BadFile):
        await import_folder(sessions, tmp_path, ADAPTERS[source], now=NOW)
    assert await everything(sessions) == before


@pytest.mark.parametrize("nonsense", ["\\ud800", "\\u0000", "​", "💄" * 60, "'; DROP TABLE mall.product; --", "=cmd()"])
async def test_strange_text_is_kept_or_refused_but_never_breaks_an_import(
    sessions: Sessions, tmp_path: Path, nonsense: str
) -> None:
    note = json.dumps({**WORLD["notes"][0], "note": "strange"}, ensure_ascii=False)
    world = {kind: rows for kind, rows in WORLD.items() if kind != "notes"}
    write_jsonl(tmp_path, **world)
    (tmp_path / "notes.jsonl").write_text(note.replace("用了一个月。", nonsense).replace("面膜", nonsense))
    try:
        report = await bring(sessions, tmp_path)
    except BadFile:
        return
    assert report.counts["notes"].read == report.counts["notes"].new + report.counts["notes"].bad == 1
