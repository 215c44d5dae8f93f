"""What is kept of a member, table by table: what goes into their copy, and what does not, and why.

A test holds that every table which knows a member stands here, so that a new one cannot be forgotten.
"""

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A table whose rows of one member go into the copy; binary columns never do."""

    table: str
    zh: str
    en: str
    owner: str = "member_id"
    """The column that says whose row it is."""
    without: frozenset[str] = frozenset()
    """Columns that stay here: keys of the machinery, and what could be used against somebody."""


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """Some parts that belong together, under the name of their folder."""

    folder: str
    zh: str
    en: str
    parts: tuple[Part, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        folder="account",
        zh="账号",
        en="Account",
        parts=(
            Part(table="identity.member", zh="资料", en="Profile"),
            Part(table="identity.login", zh="登录名", en="Logins"),
            Part(table="identity.session", zh="登录过的设备", en="Devices"),
            Part(table="identity.address", zh="收货地址", en="Addresses"),
            Part(table="identity.real_name", zh="实名信息（打码）", en="Real name, masked"),
            Part(table="identity.consent", zh="同意记录", en="Consents"),
        ),
    ),
    Chapter(
        folder="notes",
        zh="笔记",
        en="Notes",
        parts=(
            Part(table="community.note", owner="author_id", zh="笔记", en="Notes"),
            Part(table="community.note_edit", owner="author_id", zh="改过的旧版本", en="Earlier versions"),
            Part(table="community.note_picture", owner="author_id", zh="笔记里的图片", en="Pictures of notes"),
            Part(table="community.note_tag", owner="author_id", zh="标记", en="Tags"),
            Part(
                table="media.picture",
                owner="owner_id",
                zh="上传的图片",
                en="Uploaded pictures",
                without=frozenset({"phash", "recipe"}),
            ),
        ),
    ),
    Chapter(
        folder="community",
        zh="互动",
        en="Community",
        parts=(
            Part(table="community.comment", zh="评论", en="Comments"),
            Part(table="community.note_like", zh="点赞", en="Likes"),
            Part(table="community.album", zh="专辑", en="Albums"),
            Part(table="community.note_collect", zh="收藏", en="Collected notes"),
            Part(table="community.follow", zh="关注", en="Following"),
            Part(table="community.fan", zh="粉丝", en="Fans"),
            Part(table="community.block", zh="黑名单", en="Blocked"),
            Part(table="community.circle", zh="关注与粉丝数", en="Counts of fans and following"),
            Part(table="moderation.report", zh="举报", en="Reports"),
            Part(table="moderation.strike", zh="违规记录", en="Strikes"),
        ),
    ),
    Chapter(
        folder="live",
        zh="直播",
        en="Live shows",
        parts=(
            Part(
                table="live.show",
                owner="host_id",
                zh="开过的直播",
                en="Shows that you hosted",
                without=frozenset({"due_at", "playlist", "takes", "first_sequence"}),
            ),
            Part(table="live.tally", owner="host_id", zh="直播的数字", en="Numbers of your shows"),
            Part(table="live.shelf", owner="host_id", zh="直播橱窗", en="Shelves of your shows"),
            Part(table="live.chapter", owner="host_id", zh="讲解时刻", en="When goods were explained"),
            Part(table="live.curve", owner="host_id", zh="观看曲线", en="How many watched"),
            Part(table="live.line", zh="直播间发言", en="Chat lines"),
            Part(table="live.viewing", zh="看过的直播", en="Shows that you came to"),
            Part(table="live.reminder", zh="开播提醒", en="Reminders of shows"),
            Part(table="live.silence", zh="被禁言的直播", en="Shows in which you may not write"),
        ),
    ),
    Chapter(
        folder="shopping",
        zh="购物",
        en="Shopping",
        parts=(
            Part(table="trade.cart_line", zh="购物车", en="Cart"),
            Part(table="mall.restock_wish", zh="到货提醒", en="Restock reminders"),
            Part(
                table="trade.orders",
                zh="订单",
                en="Orders",
                without=frozenset(
                    {"person_key", "idempotency_key", "told_lines", "told_sources", "times_chased", "due_at"}
                ),
            ),
            Part(table="trade.order_line", zh="订单里的商品", en="Goods of orders", without=frozenset({"lots"})),
            Part(table="trade.order_contact", zh="订单收件信息", en="Recipients of orders"),
            Part(table="payments.payment", zh="支付", en="Payments"),
            Part(table="payments.attempt", zh="支付尝试", en="Payment attempts", without=frozenset({"tries", "error"})),
            Part(table="payments.refund", zh="退款", en="Refunds", without=frozenset({"tries", "error", "due_at"})),
            Part(table="customs.declaration", zh="清关申报", en="Declarations", without=frozenset({"due_at"})),
            Part(table="customs.declaration_line", zh="申报的商品", en="Declared goods"),
            Part(table="customs.receipt", zh="海关回执", en="Answers of customs"),
            Part(table="customs.withdrawal", zh="撤单与退货申报", en="Withdrawn declarations"),
            Part(table="logistics.parcel", zh="包裹", en="Parcels", without=frozenset({"tries", "due_at"})),
            Part(table="logistics.tracking", zh="物流轨迹", en="Tracking"),
        ),
    ),
    Chapter(
        folder="messages",
        zh="消息",
        en="Messages",
        parts=(
            Part(table="messages.notice", zh="通知", en="Notices"),
            Part(table="messages.notice_actor", zh="通知里的人", en="People in notices"),
            Part(table="messages.unread", zh="未读数", en="Unread counts"),
        ),
    ),
    Chapter(
        folder="portrait",
        zh="画像与推荐",
        en="Portrait and recommendations",
        parts=(
            Part(table="discovery.portrait", zh="画像", en="Portrait"),
            Part(table="discovery.correction", zh="对画像的更正", en="Corrections of the portrait"),
            Part(table="discovery.glance", zh="看过的", en="Looked at"),
            Part(table="discovery.search", zh="搜索记录", en="Searches"),
            Part(table="discovery.purchase", zh="用来推荐的购买", en="Purchases that recommendations know"),
            Part(
                table="discovery.feed",
                zh="给你排过的发现页",
                en="Feeds that were ranked for you",
                without=frozenset({"note_ids", "reasons"}),
            ),
            Part(table="insight.interaction", zh="导入的互动", en="Imported acts"),
            Part(table="experiment.habit", zh="实验用的习惯统计", en="Habits, for experiments"),
            Part(table="experiment.exposure", owner="unit_id", zh="参加过的实验", en="Experiments you were part of"),
            Part(
                table="experiment.line_up", owner="unit_id", zh="两种排序的对比", en="Rankings compared on your pages"
            ),
        ),
    ),
)
"""What goes into the copy, in the order in which people read it."""

LEFT: dict[str, str] = {
    "identity.credential": "a secret: the password's hash",
    "identity.data_key": "a secret: the key under which real names are sealed",
    "identity.audit": "the shop's own journal of what its staff did",
    "identity.password_code": "a secret: a code that is waited for, for ten minutes",
    "kit.answer": "answers that are kept a day, so that nothing happens twice; what they say stands elsewhere",
    "payments.notification": "sealed messages of the channel, whose contents stand with the payment",
    "moderation.said": "hashes of texts, which tell nobody anything",
    "moderation.case": "what others reported and moderators decided; a decision reaches its author as a notice",
    "discovery.findable_member": "the words of the nickname, which the profile has",
    "discovery.signal": "acts on their way into the portrait, for minutes",
    "discovery.standing": "what notes are about, worked out of the notes",
    "community.product_note": "a list of notes by goods, made of the notes",
    "community.topic_note": "a list of notes by topic, made of the notes",
    "live.segment": "pieces of media, which the replay shows",
    "live.audience": "how many streams a web process holds, for seconds",
    "live.sale": "orders of others that a show led to; the host sees their sum, and each order is with its buyer",
    "insight.event_batch": "what pages told, under a name that leads to nobody",
    "insight.leaving": "members who left, until the lake has forgotten them",
    "customs.allowance": "kept for a natural person and not for an account; each declaration says what it used",
    "customs.allowance_entry": "the same",
    "sandbox_customs.quota": "the outside world, which is played here",
}
"""Tables that know a member and stay here, with the reason."""
