"""Objects of the console tell what happened to them: demand, jobs, proposals; and lists go out whole."""

import csv
from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path

from playwright.async_api import Page, expect

from tests.web.test_staff import accept_a_proposal, drawer, fact, go, until
from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]


async def test_a_buyer_reads_how_demand_went_and_what_was_made_of_it(visit: Visit, shop: Stage) -> None:
    page = await visit("/console", role="buyer", wide=True)
    number = await accept_a_proposal(page)
    goods = (await drawer(page).get_by_role("region", name="明细").get_by_role("row").nth(1).inner_text()).split("\t")[
        0
    ]
    await go(page, "需求看板")
    rows = page.get_by_role("table").get_by_role("row")
    await until(page, rows.nth(1))
    name = next(one for one in await page.locator("tbody .first").all_inner_texts() if goods.startswith(one.strip()))
    await page.get_by_role("searchbox").fill(name)
    await page.get_by_role("row", name=name).get_by_role("button").first.click()
    await drawer(page).get_by_role("button", name="看表格").click()
    await expect(drawer(page).get_by_role("table").get_by_role("row")).to_have_count(30)  # a head, and 29 days
    answer = drawer(page).locator(".answers li", has_text=number)
    await expect(answer).to_contain_text("采购 南星 采纳")
    await expect(answer).to_contain_text("到货 0 / 12")
    await answer.get_by_role("link").click()
    await expect(page.get_by_role("heading", level=1, name="采购单")).to_be_visible()
    await expect(drawer(page).get_by_role("heading", level=2)).to_have_text(number)
    editor = await visit("/console/demand", role="editor", wide=True)
    await editor.locator("tbody .first").first.click()
    await expect(drawer(editor).locator(".chart")).to_be_visible()
    await expect(drawer(editor).locator(".answers")).to_have_count(0)
    await editor.keyboard.press("Escape")
    await expect(drawer(editor)).to_have_count(0)
    await expect(editor.locator("tbody .first").first).to_be_focused()  # its row is named with a colon


async def test_an_entry_of_the_audit_log_tells_what_else_was_done_to_the_thing(visit: Visit, shop: Stage) -> None:
    page = await visit("/console/audit?action=identity.grant_role", role="auditor", wide=True)
    await expect(page.locator("tbody tr").first).to_contain_text("会员 ")
    await page.locator("tbody .first").first.click()
    await expect(fact(page, "做了什么")).to_have_text("授予角色")
    await expect(drawer(page).locator(".timeline li").first).to_contain_text("授予角色")


async def test_an_administrator_tries_a_parked_fact_again_and_gives_another_up(visit: Visit, shop: Stage) -> None:
    first, second = await spill(shop)
    page = await visit("/console", role="admin", wide=True)
    await go(page, "作业与消息")
    await page.get_by_role("button", name="tea.Spilt").nth(1).click()
    await expect(drawer(page).locator(".tries li")).to_have_count(2)
    await expect(drawer(page).locator(".tries li").first).to_contain_text("OSError: wet")
    await expect(fact(page, "试过")).to_have_text("8")
    await page.keyboard.press("e")
    await page.get_by_role("dialog", name="再试一次").get_by_role("button", name="再试一次").click()
    await expect(page.get_by_text("已重新送出 1 条")).to_be_visible()
    await expect(drawer(page).locator(".timeline")).to_contain_text("让消息再送一次")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="tea.Spilt").first.click()
    await drawer(page).get_by_role("button", name="放弃").click()
    sheet = page.get_by_role("dialog", name="放弃")
    await sheet.get_by_label("原因").fill("杯子已经没有了")
    await sheet.get_by_role("button", name="放弃").click()
    await expect(page.get_by_text("已放弃 1 条")).to_be_visible()
    await expect(drawer(page).locator(".tag", has_text="已放弃")).to_be_visible()
    await expect(drawer(page).locator(".timeline")).to_contain_text("放弃消息")
    await expect(drawer(page).get_by_role("button", name="放弃")).to_have_count(0)
    (row,) = await shop.rows("SELECT delivered_at, parked_at FROM kit.outbox WHERE seq = $1", second)
    assert None not in (row["delivered_at"], row["parked_at"])
    (row,) = await shop.rows("SELECT parked_at FROM kit.outbox WHERE seq = $1", first)
    assert row["parked_at"] is None


async def test_a_sweep_tells_its_next_run(visit: Visit, shop: Stage) -> None:
    page = await visit("/console/jobs", role="admin", wide=True)
    await page.get_by_role("button", name="取海关回执").click()
    await expect(fact(page, "每隔")).to_have_text("2 秒")
    await expect(fact(page, "下次")).not_to_be_empty()
    await expect(drawer(page).locator(".tries")).to_be_visible()
    await expect(fact(page, "名称")).to_have_text("customs.jobs.poll_receipts")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="审计入链").click()
    await expect(drawer(page).locator(".runs li").first).to_contain_text("处理了")
    await drawer(page).get_by_role("button", name="马上跑一次").click()
    await page.get_by_role("dialog", name="马上跑一次").get_by_role("button", name="马上跑一次").click()
    await expect(page.get_by_text("1 个巡检马上就跑")).to_be_visible()
    await expect(drawer(page).locator(".timeline li")).to_contain_text("让巡检马上跑")


async def test_several_parked_facts_are_tried_again_at_once(visit: Visit, shop: Stage) -> None:
    first, second = await spill(shop)
    page = await visit("/console/jobs", role="admin", wide=True)
    for seq in (first, second):
        await page.locator(f'[id="row-fact:{seq}"]').get_by_role("checkbox").check()
    await page.get_by_role("toolbar").get_by_role("button", name="再试一次").click()
    sheet = page.get_by_role("dialog", name="再试一次")
    await expect(sheet.get_by_role("listitem")).to_have_count(2)
    await shop.rows("UPDATE kit.outbox SET delivered_at = now() WHERE seq = $1 RETURNING seq", second)  # somebody else
    await sheet.get_by_role("button", name="再试一次").click()
    await expect(sheet.get_by_role("status")).to_have_text("1 项成功 · 1 项没有做成")
    await expect(sheet.locator("li.trouble")).to_contain_text("cup:2")
    rows = await shop.rows("SELECT seq, parked_at FROM kit.outbox WHERE seq = ANY($1) ORDER BY seq", [first, second])
    assert [row["parked_at"] is None for row in rows] == [True, False], "what had been settled is left as it was"


async def test_several_notes_are_let_through_at_once_and_what_could_not_be_is_told(visit: Visit, shop: Stage) -> None:
    held = await shop.rows(
        "UPDATE community.note SET state = 'in_review' WHERE id IN"
        " (SELECT id FROM community.note WHERE state = 'published' AND title <> '' ORDER BY id DESC LIMIT 2)"
        " RETURNING id, title"
    )
    page = await visit("/console/notes", role="moderator", wide=True)
    for one in held:
        await page.get_by_role("checkbox", name=f"选中 {one['title']}", exact=True).check()
    await page.get_by_role("toolbar").get_by_role("button", name="通过发布").click()
    sheet = page.get_by_role("dialog", name="通过发布")
    await expect(sheet.get_by_role("listitem")).to_have_count(2)
    ids = [one["id"] for one in held]
    await shop.rows("UPDATE community.note SET state = 'deleted' WHERE id = $1 RETURNING id", ids[1])
    await sheet.get_by_role("button", name="通过发布").click()
    await expect(sheet.get_by_role("status")).to_have_text("1 项成功 · 1 项没有做成")
    await expect(sheet.locator("li.trouble")).to_contain_text(held[1]["title"])
    states = await shop.rows("SELECT id, state FROM community.note WHERE id = ANY($1)", ids)
    assert {row["id"]: row["state"] for row in states} == {ids[0]: "published", ids[1]: "deleted"}
    await shop.rows("UPDATE community.note SET state = 'published' WHERE id = $1 RETURNING id", ids[1])


async def test_a_journal_of_goods_leads_to_its_purchase_order(visit: Visit) -> None:
    page = await visit("/console/ledger", role="finance", wide=True)
    await page.get_by_role("row").filter(has_text="采购入库").first.get_by_role("button").first.click()
    await expect(drawer(page).locator(".timeline li").first).to_contain_text("收货")
    title = await drawer(page).get_by_role("heading", level=2).inner_text()
    await drawer(page).get_by_role("link", name="看采购单").click()
    await expect(page.get_by_role("heading", level=1, name="采购单")).to_be_visible()
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("tbody tr")).to_contain_text(title.split("/")[0])


async def test_a_product_tells_in_words_what_was_changed(visit: Visit) -> None:
    page = await visit("/console/products", role="buyer", wide=True)
    await page.locator("tbody .first").first.click()
    await drawer(page).get_by_role("button", name="定价").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("售价（元）").fill("88.50")
    await sheet.get_by_role("button", name="定价").click()
    step = drawer(page).locator(".timeline li").first
    await expect(step).to_contain_text("定价")
    await expect(step).to_contain_text("规格")
    await step.get_by_text("改动").click()
    await expect(step.locator("dl")).to_contain_text("价格")
    await expect(step.locator("dl")).to_contain_text("¥88.50")
    await expect(step.locator("dl")).not_to_contain_text("price")


async def test_a_list_goes_out_whole_as_it_is_narrowed(visit: Visit, shop: Stage, tmp_path: Path) -> None:
    page = await visit("/console/products?view=listed", role="buyer", wide=True)
    await expect(page.get_by_role("button", name="继续载入")).to_be_visible()
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="导出 CSV").click()
    file = tmp_path / "list.csv"
    await (await waiting.value).save_as(file)
    rows = list(csv.reader(StringIO(file.read_bytes().decode("utf-8-sig"))))
    (listed,) = await shop.rows("SELECT count(*) AS n FROM mall.product WHERE state = 'listed'")
    assert len(rows) == listed["n"] + 1 > 51, "all pages, not only the one that was loaded"
    heads = rows[0]
    assert heads[:2] == ["商品名", "品牌"]
    assert {row[heads.index("状态")] for row in rows[1:]} == {"在售"}
    assert not any(row[1].isdigit() for row in rows[1:]), "brands by name, also of rows that were just loaded"


async def spill(shop: Stage) -> list[int]:
    """Two facts that were parked after their tries, with two of them told."""
    parked = (
        "INSERT INTO kit.outbox (id, topic, version, key, body, at, tries, error, parked_at)"
        " VALUES (gen_random_uuid(), 'tea.Spilt', 1, $1, '{}', now(), 8, 'OSError: wet', now()) RETURNING seq"
    )
    tried = "INSERT INTO kit.failure (subject, at, error) VALUES ($1, now(), $2) RETURNING id"
    seqs = [(await shop.rows(parked, f"cup:{cup}"))[0]["seq"] for cup in (1, 2)]
    for seq in seqs:
        for error in ("OSError: damp", "OSError: wet"):
            await shop.rows(tried, f"fact:{seq}", error)
    return seqs
