"""Rules of messages: which notice goes into which box, what is merged, and the sentences in both languages."""

from collections.abc import Sequence
from enum import StrEnum

from zhongcao.logistics.rules import STEPS, Step

ACTORS_SHOWN = 3
"""A merged notice names the latest of so many members, the others are counted."""
FAN_OUT_MAX = 5000
"""A new note is put into the boxes of so many fans; those of bigger creators find it when they look (on read).

Of a show that begins, fans of bigger hosts are told if they asked for it.
"""
FAN_OUT_BATCH = 1000
FOLLOWED_NOTES_DAYS = 14
STREAM_SECONDS_MAX = 600
"""A push stream ends after so long and the page opens it again, so that sign-outs and new servers take effect."""
HEARTBEAT_SECONDS = 15
LOOK_SECONDS = 0.5
"""How often one process looks whether counters of connected members have moved."""


class Box(StrEnum):
    """The boxes of the Messages tab."""

    LIKES = "likes"
    FOLLOWS = "follows"
    COMMENTS = "comments"
    NOTES = "notes"
    ORDERS = "orders"


class NoticeKind(StrEnum):
    """What a notice is about."""

    LIKED = "note.liked"
    COLLECTED = "note.collected"
    FOLLOWED = "member.followed"
    COMMENTED = "note.commented"
    ANSWERED = "comment.answered"
    PUBLISHED = "note.published"
    PAID = "order.paid"
    DECLARED = "order.declared"
    CLEARED = "order.cleared"
    HELD = "order.held"
    SHIPPED = "order.shipped"
    MOVED = "order.moved"
    DELIVERED = "order.delivered"
    COMPLETED = "order.completed"
    CANCELLED = "order.cancelled"
    REFUNDING = "order.refunding"
    REFUNDED = "order.refunded"
    RESTOCKED = "goods.back"
    STARTED = "show.started"
    STOPPED = "show.stopped"


BOX_OF: dict[NoticeKind, Box] = {
    NoticeKind.LIKED: Box.LIKES,
    NoticeKind.COLLECTED: Box.LIKES,
    NoticeKind.FOLLOWED: Box.FOLLOWS,
    NoticeKind.COMMENTED: Box.COMMENTS,
    NoticeKind.ANSWERED: Box.COMMENTS,
    NoticeKind.PUBLISHED: Box.NOTES,
    NoticeKind.RESTOCKED: Box.ORDERS,
    NoticeKind.STARTED: Box.NOTES,
    NoticeKind.STOPPED: Box.NOTES,
    **{kind: Box.ORDERS for kind in NoticeKind if kind.value.startswith("order.")},
}
MERGED = frozenset({NoticeKind.LIKED, NoticeKind.COLLECTED})
"""Notices of these kinds about the same note are one notice with several members."""

STEPS_TOLD = frozenset(
    {
        Step.MAIN_LEG_DEPARTED,
        Step.MAIN_LEG_ARRIVED,
        Step.CUSTOMS_RELEASED,
        Step.CUSTOMS_REJECTED,
        Step.DETAINED,
        Step.OUT_FOR_DELIVERY,
        Step.LOCKER,
        Step.FAILED,
        Step.RETURNING,
    }
)
"""Parcel steps that are worth a notice; the others are on the order's page."""

SENTENCES: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.LIKED: ("{actors}赞了你的笔记", "{actors} liked your note"),
    NoticeKind.COLLECTED: ("{actors}收藏了你的笔记", "{actors} saved your note"),
    NoticeKind.FOLLOWED: ("{actors}关注了你", "{actors} followed you"),
    NoticeKind.COMMENTED: ("{actors}评论了你的笔记", "{actors} commented on your note"),
    NoticeKind.ANSWERED: ("{actors}回复了你的评论", "{actors} answered your comment"),
    NoticeKind.PUBLISHED: ("{actors}发布了新笔记", "{actors} published a new note"),
    NoticeKind.PAID: ("订单 {order_no} 已付款，正在准备清关", "Order {order_no} is paid and is being prepared"),
    NoticeKind.DECLARED: ("订单 {order_no} 已向海关申报", "Order {order_no} was declared to customs"),
    NoticeKind.CLEARED: ("订单 {order_no} 海关已放行", "Customs released order {order_no}"),
    NoticeKind.HELD: ("订单 {order_no} 正在接受海关查验", "Customs is examining order {order_no}"),
    NoticeKind.SHIPPED: ("订单 {order_no} 已出库，正在送往你的城市", "Order {order_no} has left the warehouse"),
    NoticeKind.MOVED: ("订单 {order_no}：{step_zh}", "Order {order_no}: {step_en}"),
    NoticeKind.DELIVERED: (
        "订单 {order_no} 已签收，写篇笔记分享一下吧",
        "Order {order_no} was delivered. Share what you think of it",
    ),
    NoticeKind.COMPLETED: ("订单 {order_no} 已完成", "Order {order_no} is complete"),
    NoticeKind.CANCELLED: ("订单 {order_no} 已取消", "Order {order_no} was cancelled"),
    NoticeKind.REFUNDING: ("订单 {order_no} 正在退款", "Order {order_no} is being refunded"),
    NoticeKind.RESTOCKED: ("你等的「{title_zh}」到货了", "{title_en} is back in stock"),
    NoticeKind.STARTED: ("{actors}开播了：{title_zh}", "{actors} is live: {title_en}"),
    NoticeKind.STOPPED: ("你的直播「{title_zh}」被平台停播：{reason}", "Your show “{title_en}” was stopped: {reason}"),
    NoticeKind.REFUNDED: ("订单 {order_no} 已退款", "Order {order_no} was refunded"),
}


def sentence(
    kind: NoticeKind,
    *,
    names: Sequence[str],
    events: int,
    order_no: str | None,
    step: str | None,
    titles: tuple[str, str] = ("", ""),
    reason: str = "",
) -> tuple[str, str]:
    """The text of a notice in Chinese and English: "A and 12 others liked your note"."""
    others = events - 1
    zh_actors = names[0] if names else ""
    en_actors = zh_actors
    if others > 0:
        zh_actors = f"{zh_actors}等 {events} 人"
        en_actors = f"{en_actors} and {others} other{'s' if others > 1 else ''}"
    known = STEPS.get(Step(step)) if step else None
    told = {
        "order_no": order_no or "",
        "step_zh": known.name_zh if known else "",
        "step_en": known.name_en if known else "",
        "title_zh": titles[0],
        "title_en": titles[1] or titles[0],
        "reason": reason,
    }
    zh, en = SENTENCES[kind]
    # An order whose number nobody told yet leaves two spaces behind.
    return (
        zh.format(actors=zh_actors, **told).replace("  ", " ").strip(),
        en.format(actors=en_actors, **told).replace("  ", " ").strip(),
    )
