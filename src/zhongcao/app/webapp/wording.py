"""The few words of the first screen, as web/src/app/words has them; a test compares both on screen."""

WORDS = {
    "zh-CN": {
        "app": "种草",
        "skip": "跳到正文",
        "main": "主要栏目",
        "discover": "发现",
        "search": "搜笔记、好物、品牌",
        "publish": "发布笔记",
        "channels": "频道",
        "live": "直播",
        "on_air": "直播中",
        "watching": "{n} 人在看",
        "for_you": "推荐",
        "verified": "已购",
        "picked": "编辑精选",
        "goods": "{n} 件好物",
        "goods_one": "{n} 件好物",
        "between": "好物",
        "prices_from": "{price} 起",
        "untitled": "一篇笔记",
        "like": "赞",
        "menu": "更多：",
        "tabs": {"messages": "消息", "following": "关注", "discover": "发现", "mall": "商城", "me": "我"},
        "unbuilt": "页面还没有生成，接口可以使用。请重新运行 ./zhongcao up，并查看它说了什么。",
    },
    "en": {
        "app": "Zhongcao",
        "skip": "Skip to content",
        "main": "Main sections",
        "discover": "Discover",
        "search": "Search notes, goods, brands",
        "publish": "Write a note",
        "channels": "Channels",
        "live": "Live",
        "on_air": "Live",
        "watching": "{n} watching",
        "for_you": "For you",
        "verified": "Bought",
        "picked": "Editors' pick",
        "goods": "{n} items",
        "goods_one": "{n} item",
        "between": "Goods",
        "prices_from": "from {price}",
        "untitled": "A note",
        "like": "Like",
        "menu": "More: ",
        "tabs": {
            "messages": "Messages",
            "following": "Following",
            "discover": "Discover",
            "mall": "Mall",
            "me": "Me",
        },
        "unbuilt": "The pages are not built; the API works. Run ./zhongcao up again and see what it says.",
    },
}


def language_of(cookie: str | None, accepted: str) -> str:
    """The language that was chosen, else the browser's first if it is Chinese, else English; Chinese without a word."""
    if cookie in WORDS:
        return str(cookie)
    first = accepted.split(",")[0].strip().lower()
    return "zh-CN" if not first or first.startswith("zh") or first == "*" else "en"


STEPS = {
    "zh-CN": ((10**4, "万"), (10**8, "亿")),
    "en": ((10**3, "K"), (10**6, "M"), (10**9, "B")),
}


def compact(count: int, language: str) -> str:
    """A count as short as browsers write it: 25259 is 2.5万 or 25.3K."""
    size, sign = 0, ""
    for step, name in STEPS[language]:
        if _tenths(count, size) * size >= step * 10 if size else count >= step:
            size, sign = step, name
    if not size:
        return str(count)
    whole, part = divmod(_tenths(count, size), 10)
    return f"{whole}.{part}{sign}" if part else f"{whole}{sign}"


def _tenths(count: int, size: int) -> int:
    return (count * 10 + size // 2) // size
