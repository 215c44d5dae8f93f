"""What can stand in the way of an order, in words that say what to do."""

from typing import Literal

import msgspec

from zhongcao.kit.languages import Said

Fix = Literal["real_name", "orders", "none"]


class Setback(msgspec.Struct, frozen=True, kw_only=True):
    """A problem of an order: what it is, what to do, and where that is done."""

    code: str
    zh: str
    en: str
    advice: Said
    fix: Fix = "none"


_GOING = ("款项原路退回。", " Your money goes back to where it came from.")
_GONE = ("款项已经原路退回。", " Your money is back where it came from.")


def setback_of(reason: str | None, *, refunded: bool = False) -> Setback | None:
    """The problem behind an order that is given back; None when its member simply changed their mind."""
    back = _GONE if refunded else _GOING
    source, _, told = (reason or "").partition(": ")
    if reason == "stock-gone":
        return Setback(
            code="stock_gone",
            zh="仓库缺货",
            en="Out of stock after all",
            advice=Said(
                f"付款时最后几件刚好卖完了，抱歉。{back[0]}", f"The last pieces had just gone, sorry.{back[1]}"
            ),
        )
    if source == "parcel":
        return Setback(
            code="parcel_returned",
            zh="包裹退回了",
            en="The parcel came back",
            advice=Said(
                f"快递没能送到您手里。{back[0]}再次下单前请核对地址和电话。",
                f"The carrier could not hand it over.{back[1]} Please check address and phone before ordering again.",
            ),
        )
    return _rejected(told, back) if source == "customs" else None


def _rejected(told: str, back: tuple[str, str]) -> Setback:
    if "年度" in told or "单次" in told:
        zh, en = (
            ("可以分开下单，或", "Order in parts, or")
            if "单次" in told
            else ("今年的额度已用完，可以", "This year's limit is used up;")
        )
        return Setback(
            code="over_limit",
            zh="超出跨境额度",
            en="Over the cross-border limit",
            advice=Said(
                f"海关核对后发现超出了限值。{back[0]}{zh}改选海外直邮的商品。",
                f"Customs found the limit exceeded.{back[1]} {en} choose goods sent from abroad.",
            ),
            fix="orders",
        )
    if any(word in told for word in ("支付人", "订购人", "身份证", "实名")):
        return Setback(
            code="name_mismatch",
            zh="实名不符",
            en="Names do not match",
            advice=Said(
                f"支付人和订购人不是同一人，或姓名证件号有误。{back[0]}核对实名信息后，请用本人账户重新下单付款。",
                "Payer and buyer are not the same person, or name and ID number do not match."
                f"{back[1]} Check your real name, then order again and pay from your own account.",
            ),
            fix="real_name",
        )
    return Setback(
        code="rejected",
        zh="海关退单",
        en="Turned away by customs",
        advice=Said(f"海关没有放行这一单，不需要您做什么。{back[0]}", f"There is nothing you need to do.{back[1]}"),
    )


def held_setback(code: int) -> Setback:
    """The problem of a declaration that customs looks at more closely, by its status code."""
    if code == 500:
        return Setback(
            code="inspection",
            zh="海关查验中",
            en="Customs inspection",
            advice=Said(
                "海关正在查验这个包裹，一般 1–3 个工作日，不需要您做什么；要补材料时客服会联系您。",
                "Customs is inspecting the parcel, usually for 1 to 3 working days. There is nothing you need to do; "
                "customer service writes to you if papers are missing.",
            ),
        )
    if code == 300:
        return Setback(
            code="review",
            zh="海关人工审核中",
            en="Reviewed by a customs officer",
            advice=Said(
                "海关关员正在人工审核，一般当天有结果，不需要您做什么。",
                "An officer is looking at the documents, usually within the day. There is nothing you need to do.",
            ),
        )
    return Setback(
        code="held",
        zh="海关暂时扣留",
        en="Held by customs",
        advice=Said(
            "海关需要更多时间，我们在跟进；有结果会马上通知您。",
            "Customs needs more time. We are following up and tell you at once.",
        ),
    )
