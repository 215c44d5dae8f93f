"""Sources other than the open format: Shopify's product CSV, and the review data set beside the project."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.importing.folders import ask, everything
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.importing.importer import import_folder
from zhongcao.importing.keys import id_for
from zhongcao.importing.reading import BadFile
from zhongcao.kit.db import Sessions

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
SHOPIFY, SEPHORA = ADAPTERS["shopify"], ADAPTERS["sephora"]
EXPORT = """\
Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Option2 Value,Variant SKU,Variant Grams,\
Variant Price,Variant Compare At Price,Variant Barcode,Image Src
night-cream,Night cream,"<p>Rich &amp; <b>calm</b>
for dry skin</p>",Grove,Skincare > Moisturizers,"dry, night",Size,30 ml,,NC-30,120,25.00,30.00,4006381333931,
night-cream,,,,,,,50 ml,,NC-50,180,38.00,,,
night-cream,,,,,,,,,,,,,,https://example.com/second-picture.jpg
soap,Soap,,Grove,Soaps,,Title,Default Title,,,0,7.50,,,
broken,Broken,,Grove,Soaps,,Title,Default Title,,,0,free,,,
short,line
"""


async def test_a_shopify_export_becomes_products_with_their_variants(sessions: Sessions, tmp_path: Path) -> None:
    (tmp_path / "products_export.csv").write_text(EXPORT, encoding="utf-8")
    report = await import_folder(sessions, tmp_path, SHOPIFY, now=NOW, origin="FR")
    assert (report.counts["products"].new, report.counts["skus"].new, report.unmapped) == (3, 3, 1)
    assert [(row.line, row.column) for row in report.bad_rows] == [(8, ""), (7, "Variant Price")]
    product = id_for("shopify", "product", "night-cream")
    described = await ask(sessions, "SELECT description FROM mall.product WHERE id = :id", id=product)
    assert described == ["Rich &  calm \nfor dry skin"]
    skus = await ask(
        sessions,
        "SELECT variant, weight_grams, barcode FROM mall.sku WHERE product_id = :id ORDER BY variant",
        id=product,
    )
    assert skus == [("30 ml", 120, "4006381333931"), ("50 ml", 180, None)]
    waiting = await ask(sessions, "SELECT reason FROM customs.unmapped_goods")
    assert waiting == ["category:Soaps"]

    before = await everything(sessions)
    await import_folder(sessions, tmp_path, SHOPIFY, now=NOW, origin="FR")
    assert await everything(sessions) == before


@pytest.mark.needs_data
@pytest.mark.parametrize("name", ["apparel", "home-and-garden", "jewelery"])
async def test_real_shopify_exports_arrive_whole(sessions: Sessions, shared_data: Path, name: str) -> None:
    path = shared_data / "import-formats" / f"shopify_{name}.csv"
    if not path.exists():
        pytest.skip(f"the real export {path.name} is not here")
    report = await import_folder(sessions, path, SHOPIFY, now=NOW, origin="US")
    assert report.bad_rows == []
    assert report.counts["products"].new > 0
    assert report.counts["skus"].new >= report.counts["products"].new
    assert report.unmapped == report.counts["skus"].new, "clothes, pots and rings are in nobody's mapping"


@pytest.mark.needs_data
@pytest.mark.parametrize("source", ["open", "shopify", "sephora"])
async def test_exports_of_another_shop_system_are_refused_whole(
    sessions: Sessions, shared_data: Path, tmp_path: Path, source: str
) -> None:
    strange = sorted((shared_data / "import-formats").glob("medusa/*.csv"))
    if not strange:
        pytest.skip("the strange files are not here")
    before = await everything(sessions)
    for number, path in enumerate(strange):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "products.csv").write_bytes(path.read_bytes())
        with pytest.raises(BadFile, match=r"lacks the columns|is missing"):
            await import_folder(sessions, folder, ADAPTERS[source], now=NOW)
    assert await everything(sessions) == before


@pytest.mark.needs_data
async def test_the_review_data_set_arrives_whole_and_once(sessions: Sessions, shared_data: Path) -> None:
    folder = shared_data / "sephora-skincare" / "ci"
    if not folder.exists():
        pytest.skip("the review data set is not here")
    report = await import_folder(sessions, folder, SEPHORA, now=NOW, origin="US")
    read = {kind: count.read for kind, count in report.counts.items() if count.read}
    assert read == {"products": 60, "skus": read["skus"], "members": 1264, "notes": 678, "interactions": 2710}
    assert report.bad_rows == []
    assert {kind: report.counts[kind].new for kind in read} == read
    stars = await ask(sessions, "SELECT DISTINCT value FROM insight.interaction ORDER BY 1")
    assert stars == [1, 2, 3, 4, 5]
    waiting = await ask(sessions, "SELECT count(*) FROM customs.unmapped_goods")
    declared = await ask(sessions, "SELECT count(*) FROM customs.goods")
    assert waiting == [report.unmapped]
    assert declared == [read["skus"] - report.unmapped]

    before = await everything(sessions)
    await import_folder(sessions, folder, SEPHORA, now=NOW, origin="US")
    assert await everything(sessions) == before


@pytest.mark.needs_data
async def test_a_missing_file_of_the_data_set_imports_nothing(
    sessions: Sessions, shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "sephora-skincare" / "ci"
    if not folder.exists():
        pytest.skip("the review data set is not here")
    for path in folder.glob("*.csv"):
        if path.stem != "users":
            (tmp_path / path.name).symlink_to(path)
    before = await everything(sessions)
    with pytest.raises(BadFile, match=r"users\.csv: is missing"):
        await import_folder(sessions, tmp_path, SEPHORA, now=NOW, origin="US")
    assert await everything(sessions) == before
