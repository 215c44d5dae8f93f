"""The tax of a quote in words: which one it is, at which rate, and why it is this much."""

from collections.abc import Sequence
from decimal import Decimal

from zhongcao.kit.languages import Said
from zhongcao.kit.money import Money


def percent(rate: Decimal) -> str:
    """A rate as people write it: 9.1%."""
    return f"{(rate * 100).quantize(Decimal('0.1')).normalize():f}%"


def tax_words(
    *, retail: bool, in_limit: bool, rates: Sequence[Decimal | None], tax: Money, share: Decimal, waived: Money
) -> tuple[Said, Said]:
    """Name of the tax with its rates, and the reason for its height.

    `share` of VAT and consumption tax is due within the limit, and up to `waived` of postal tax is let go: both as the
    law has them on the day.
    """
    known = sorted({rate for rate in rates if rate is not None})
    told = (
        "" if len(known) != len(set(rates)) or not known else " " + "–".join(map(percent, {known[0]: 0, known[-1]: 0}))
    )
    if retail and not in_limit:
        return Said("进口税（全额）", "Import tax in full"), Said(
            "单件超过单次限值，按一般贸易全额征税", "One piece above the limit of a purchase is taxed in full"
        )
    if retail:
        return Said(f"跨境电商综合税{told}", f"Retail import tax{told}"), Said(
            f"限值内关税为 0，增值税和消费税按法定应纳税额的 {percent(share)} 征收；由我们代缴，实报实销",
            f"Within the limit there is no duty, and VAT and consumption tax are {percent(share)} of the usual; "
            "we pay it for you",
        )
    if tax.amount == 0:
        return Said(f"行邮税{told}", f"Postal articles tax{told}"), Said(
            f"应征税额不超过 ¥{waived.amount // 100}，予以免征", f"Up to CNY {waived.amount // 100} of tax is waived"
        )
    return Said(f"行邮税{told}", f"Postal articles tax{told}"), Said(
        "个人物品进境，按商品类别计税；由我们代缴", "Personal articles are taxed by kind of goods; we pay it for you"
    )
