"""The sentences of notices."""

import pytest

from zhongcao.messages import rules
from zhongcao.messages.rules import BOX_OF, SENTENCES, NoticeKind


def test_every_kind_has_a_box_and_two_sentences() -> None:
    assert set(BOX_OF) == set(NoticeKind) == set(SENTENCES)
    assert all(zh and en for zh, en in SENTENCES.values())


@pytest.mark.parametrize(
    ("events", "zh", "en"),
    [
        (1, "小满赞了你的笔记", "小满 liked your note"),
        (2, "小满等 2 人赞了你的笔记", "小满 and 1 other liked your note"),
        (13, "小满等 13 人赞了你的笔记", "小满 and 12 others liked your note"),
    ],
)
def test_others_are_counted(events: int, zh: str, en: str) -> None:
    assert rules.sentence(NoticeKind.LIKED, names=["小满"], events=events, order_no=None, step=None) == (zh, en)


def test_an_order_without_a_number_reads_well() -> None:
    zh, en = rules.sentence(NoticeKind.CLEARED, names=[], events=1, order_no=None, step=None)
    assert (zh, en) == ("订单 海关已放行", "Customs released order")


def test_parcel_steps_speak_both_languages() -> None:
    zh, en = rules.sentence(NoticeKind.MOVED, names=[], events=1, order_no="ZC1", step="locker")
    assert (zh, en) == ("订单 ZC1：已放入快递柜", "Order ZC1: Waiting in a parcel locker")
