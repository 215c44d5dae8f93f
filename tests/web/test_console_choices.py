"""What the console offers to choose from is what the rules know, in words; a refusal names the field it is about."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.web.test_live import call
from zhongcao.customs import rules

Visit = Callable[..., Awaitable[Page]]


async def test_customs_data_is_chosen_in_words_and_a_refusal_says_what_is_wrong(visit: Visit) -> None:
    page = await visit("/console/tariff", role="customs", wide=True)
    await page.get_by_role("button", name="按规格编号填写").click()
    form = page.get_by_role("dialog", name="填写归类")
    told = await form.locator("select[name=unit] option").evaluate_all("all => all.map(one => [one.value, one.text])")
    assert {code: label.split(" · ")[0] for code, label in told if code} == rules.UNITS
    goods = (await call(page, "GET", "/v1/products?limit=1"))["items"][0]["id"]
    sku = (await call(page, "GET", f"/v1/products/{goods}"))["skus"][0]["id"]
    for name, value in (("sku", sku), ("name", "洁面乳"), ("hs", "3304990099"), ("weight", "100")):
        await form.locator(f"[name={name}]").fill(value)
    for name, value in (("category", "skin_care"), ("origin", "AQ"), ("unit", "011"), ("legal", "035")):
        await form.locator(f"[name={name}]").select_option(value)
    await form.get_by_role("button", name="填写归类").click()
    await expect(form.get_by_role("alert")).to_contain_text("原产地")


async def test_a_trademark_is_registered_in_a_country_that_is_chosen(visit: Visit) -> None:
    page = await visit("/console/brands", role="buyer", wide=True)
    await page.locator("tbody tr").first.get_by_role("button").click()
    await page.get_by_role("button", name="录入商标").click()
    form = page.get_by_role("dialog", name="录入商标")
    for name, value in (("no", "TM-20261129"), ("class", "3"), ("owner", "权利人株式会社"), ("starts", "2020-01-01")):
        await form.locator(f"[name={name}]").fill(value)
    await form.locator("[name=where]").select_option(label="日本 · JP")
    await form.get_by_role("button", name="录入商标").click()
    await expect(page.get_by_role("complementary")).to_contain_text(re.compile("TM-20261129 日本"))


async def test_why_a_long_form_was_refused_comes_into_view(visit: Visit) -> None:
    page = await visit("/console/experiments", role="admin", wide=True)
    await page.get_by_role("button", name="新建实验").click()
    form = page.get_by_role("dialog", name="新建实验")
    for name, value in (("name_zh", "新排序"), ("name_en", "New order"), ("key", "Bad Key!"), ("hypothesis", "会更好")):
        await form.locator(f"[name={name}]").fill(value)
    await form.get_by_role("button", name="新建实验").click()
    await expect(form.get_by_role("alert")).to_be_in_viewport(ratio=0.9)


async def test_a_list_that_is_narrowed_to_a_view_stands_in_that_view(visit: Visit) -> None:
    page = await visit("/console/declarations?state=held", role="customs", wide=True)
    tab = page.get_by_role("group", name="视图").get_by_role("button", name=re.compile("^查验"))
    await expect(tab).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("combobox", name=re.compile("状态")).select_option("rejected")
    await expect(tab).to_have_attribute("aria-pressed", "false")
    await expect(page.get_by_role("button", name=re.compile("^退单"))).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("combobox", name=re.compile("状态")).select_option("")
    await expect(page.get_by_role("button", name=re.compile("^全部"))).to_have_attribute("aria-pressed", "true")
