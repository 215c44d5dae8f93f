"""The books (总账): chart of accounts, and which entries an event of the shop makes."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from zhongcao.kit.money import Money


class Account(StrEnum):
    """The chart of accounts (会计科目); assets and costs grow by debit, debts and income by credit."""

    PSP_RECEIVABLE = "psp_receivable"  # 应收账款: what a channel holds for us; detail = the channel
    CUSTOMER_DEPOSITS = "customer_deposits"  # 合同负债: paid by members, not yet delivered
    REFUNDS_PAYABLE = "refunds_payable"  # 应付退款: promised back, not yet confirmed by the channel
    GOODS_REVENUE = "goods_revenue"  # 主营业务收入
    FREIGHT_REVENUE = "freight_revenue"  # 运费收入
    DISCOUNTS = "discounts"  # 销售折扣
    REFUNDS = "refunds"  # 销售退回: income taken back after it was booked
    TAX_PAYABLE = "tax_payable"  # 应交税费, collected for the state; detail = regime (retail 跨境综合税, postal 行邮税)
    INVENTORY = "inventory"  # 库存商品
    COST_OF_GOODS = "cost_of_goods"  # 主营业务成本
    SUPPLIERS_PAYABLE = "suppliers_payable"  # 应付账款; detail = the supplier
    STOCK_LOSS = "stock_loss"  # 存货损失: expired, broken, missing


class Entry(msgspec.Struct, frozen=True):
    """One line of a journal (分录): a positive amount is a debit, a negative one a credit."""

    account: Account
    amount: Money
    detail: str = ""


def unbalanced(entries: Sequence[Entry]) -> dict[str, int]:
    """By how much debits exceed credits, per currency where they differ; empty when the journal balances."""
    sums: Counter[str] = Counter()
    for entry in entries:
        sums[entry.amount.currency.value] += entry.amount.amount
    return {currency: left for currency, left in sums.items() if left}


PURCHASE_RECEIVED = "purchase_received"
"""The kind of journal of goods that a supplier has brought; its reference is the purchase order's number and a lot."""


def purchase_of(kind: str, ref: str) -> str | None:
    """The number of the purchase order that a journal came from; none for other kinds."""
    return ref.partition("/")[0] if kind == PURCHASE_RECEIVED else None


def capture_entries(amount: Money, *, provider: str) -> list[Entry]:
    """A member has paid: the channel owes us, we owe the member goods."""
    return [Entry(Account.PSP_RECEIVABLE, amount, provider), Entry(Account.CUSTOMER_DEPOSITS, -amount)]


def refund_promised_entries(amount: Money) -> list[Entry]:
    """A refund is promised: what we owed in goods we owe in money."""
    return [Entry(Account.CUSTOMER_DEPOSITS, amount), Entry(Account.REFUNDS_PAYABLE, -amount)]


def refund_confirmed_entries(amount: Money, *, provider: str) -> list[Entry]:
    """The channel has paid a refund out of what it holds for us."""
    return [Entry(Account.REFUNDS_PAYABLE, amount), Entry(Account.PSP_RECEIVABLE, -amount, provider)]


def sale_entries(*, goods: Money, discount: Money, freight: Money, tax: Money, regime: str) -> list[Entry]:
    """An order is fulfilled: the deposit becomes income, and tax that we owe to the state."""
    paid = goods - discount + freight + tax
    lines = [
        Entry(Account.CUSTOMER_DEPOSITS, paid),
        Entry(Account.DISCOUNTS, discount),
        Entry(Account.GOODS_REVENUE, -goods),
        Entry(Account.FREIGHT_REVENUE, -freight),
        Entry(Account.TAX_PAYABLE, -tax, regime),
    ]
    return [line for line in lines if line.amount.amount]


def return_entries(*, goods: Money, tax: Money, regime: str) -> list[Entry]:
    """Income is taken back after an order was fulfilled: it becomes a deposit again, which a refund then uses."""
    lines = [
        Entry(Account.REFUNDS, goods),
        Entry(Account.TAX_PAYABLE, tax, regime),
        Entry(Account.CUSTOMER_DEPOSITS, -(goods + tax)),
    ]
    return [line for line in lines if line.amount.amount]


def cost_entries(cost: Money) -> list[Entry]:
    """Goods have left the warehouse: stock becomes cost."""
    return [Entry(Account.COST_OF_GOODS, cost), Entry(Account.INVENTORY, -cost)]
