"""Putting a note together: its circumstances fill the sentences, its kind decides which are joined."""

import random
from datetime import date

from zhongcao.sample.goods import Product
from zhongcao.sample.people import SKIN_ZH, Person
from zhongcao.sample.writing import phrases as words

SEASONS = {
    1: "冬天",
    2: "冬天",
    3: "春天",
    4: "春天",
    5: "春天",
    6: "夏天",
    7: "夏天",
    8: "夏天",
    9: "秋天",
    10: "秋天",
    11: "秋天",
    12: "冬天",
}
SEASONS_EN = {"春天": "spring", "夏天": "summer", "秋天": "autumn", "冬天": "winter"}
FAMILY_ZH = {
    "skincare": "护肤",
    "makeup": "化妆",
    "care": "浴室",
    "baby": "母婴",
    "health": "保健",
    "food": "零食",
    "drinks": "茶咖",
    "home": "家居",
    "kitchen": "厨房",
    "devices": "电器",
    "fashion": "衣帽间",
}


def circumstances(chance: random.Random, author: Person, products: list[Product], day: date) -> dict[str, object]:
    """Everything a sentence may ask for: who writes, where, when, about what, at what price."""
    first, season = products[0], SEASONS[day.month]
    second = products[1] if len(products) > 1 else first
    sku, other = chance.choice(first.skus), chance.choice(second.skus)
    age = day.year - author.birth_year
    return {
        "city": author.city.name,
        "skin": SKIN_ZH[author.skin_type],
        "age": f"{age}岁" if chance.random() < 0.5 else f"{age // 10 * 10}+",
        "product": first.title if chance.random() < 0.35 else first.short,
        "brand": first.brand.zh,
        "brand2": second.brand.zh,
        "brand_en": first.brand.en,
        "sort": first.sort.zh,
        "sort_en": first.sort.en.lower(),
        "flavour": first.flavour[0],
        "option": sku.variant,
        "price": _yuan(sku.price),
        "price2": _yuan(other.price),
        "weeks": chance.randint(2, 12),
        "days": chance.randint(3, 40),
        "days_short": chance.randint(2, 5),
        "count": chance.randint(2, 6),
        "n": len(products),
        "month": day.month,
        "season": season,
        "season_en": SEASONS_EN[season],
        "weather": chance.choice(words.WEATHER[season]),
        "friend": chance.choice(words.FRIENDS),
        "time": chance.choice(words.TIMES),
        "weekday": chance.choice(words.WEEKDAYS),
        "warehouse": chance.choice(("郑州", "深圳", "宁波")),
        "verdict": "",
        "other": second.sort.zh if second is not first else chance.choice(("收纳", "早餐", "洗漱台", "包里的东西")),
        "family": FAMILY_ZH[first.family],
        "kilos": chance.randint(3, 11),
        "minutes": chance.randint(10, 50),
        "abroad": round(sku.price / 100 * chance.uniform(0.82, 1.05)),
    }


def _yuan(fen: int) -> str:
    return str(fen // 100) if fen % 100 == 0 else f"{fen / 100:.1f}"


SKIN_MATTERS = {"skincare", "makeup", "care"}
ON_SKIN = ("{skin}", "左脸", "两支")
USED_UP = ("空瓶", "回购", "补充装", "用到底", "Empty bottle")


class Composer:
    """Writes one note: keeps its circumstances, and never says the same sentence twice in it."""

    def __init__(self, chance: random.Random, facts: dict[str, object], first: Product) -> None:
        self.chance, self.facts, self.first, self.said = chance, facts, first, set[str]()
        facts["verdict"] = self.one(words.VERDICTS)

    def fits(self, sentence: str) -> bool:
        """Whether a sentence suits the goods: scarves know no skin, no lamp is used up, no brand is its own rival."""
        if self.first.family not in SKIN_MATTERS and any(word in sentence for word in ON_SKIN):
            return False
        if "{brand2}" in sentence and self.facts["brand"] == self.facts["brand2"]:
            return False
        return self.first.sort.months is not None or not any(word in sentence for word in USED_UP)

    def fill(self, sentence: str) -> str:
        """Put the circumstances into a sentence."""
        return sentence.format_map(self.facts)

    def one(self, choices: tuple[str, ...]) -> str:
        """A sentence not yet used in this note."""
        fresh = [choice for choice in choices if choice not in self.said and self.fits(choice)] or list(choices)
        pick = self.chance.choice(fresh)
        self.said.add(pick)
        return self.fill(pick)

    def praise(self, product: Product, count: int) -> list[str]:
        """What is good about a product: mostly about its sort, sometimes about its family."""
        own = [self.one(product.sort.praise) for _ in range(max(count - 1, 1))]
        wider = [self.one(words.FAMILY_PRAISE[product.family])] if count > 1 else []
        both = [*own, *wider][:count]
        self.chance.shuffle(both)
        return both

    def regret(self, product: Product) -> str:
        """What is not so good about it."""
        bank = product.sort.regret if self.chance.random() < 0.7 else words.FAMILY_REGRET[product.family]
        return self.one(bank)

    def habit(self, product: Product) -> str:
        """How it is used."""
        return self.one(product.sort.habit)


def review(pen: Composer, product: Product) -> str:
    """One product, used for a while: what is good, what is not, how to use it, whether to buy again."""
    chance = pen.chance
    good, bad, use = pen.praise(product, chance.choice((2, 3, 3))), pen.regret(product), pen.habit(product)
    lines = [pen.one(words.OPENERS)]
    form = chance.randrange(5)
    if form == 0:
        lines.append(chance.choice(words.GOOD) + "；".join(good) + "。")
        lines.append(chance.choice(words.BAD) + bad + "。")
        lines.append(chance.choice(words.USE) + use + "。")
    elif form == 1:
        lines += [f"{number}. {text}" for number, text in enumerate([*good, use], start=1)]
        lines.append(f"不足：{bad}。")
    elif form == 2:
        lines.append("✅ " + "\n✅ ".join(good))
        lines.append("❌ " + bad)
        lines.append("📌 " + use)
    elif form == 3:
        lines.append(f"头几天：{good[0]}。后来：{good[1]}。" + (f"再后来：{good[2]}。" if len(good) > 2 else ""))
        lines.append(f"{chance.choice(words.BAD)}{bad}。{chance.choice(words.USE)}{use}。")
    else:
        lines.append(f"{good[0]}，{good[1]}。{bad}，这个要知道。")
        lines.append(use + "。")
    if chance.random() < 0.35:
        lines.append(pen.one(words.PROOF))
    lines.append(chance.choice(("会回购吗？", "结论：", "一句话：", "打分：", "")) + str(pen.facts["verdict"]) + "。")
    lines.append(pen.one(words.CLOSERS))
    return _joined(chance, lines)


def disappointment(pen: Composer, product: Product) -> str:
    """An honest bad experience, with what one would do instead."""
    chance = pen.chance
    first, second = pen.one(product.sort.regret), pen.one(product.sort.regret)
    third = pen.one(words.FAMILY_REGRET[product.family])
    mercy = pen.one(product.sort.praise)
    starts = (
        "{product}，{price}元，{option}。写下来是希望别人少花这份钱。",
        "先说我的情况：{skin}，{city}，{season}。所以只代表我。",
        "看了十几篇夸它的，没有一篇说这些。",
        "不是黑，是真用了{weeks}周。{product}，我认输。",
        "{friend}说我挑剔。好吧，挑剔的人来说说{product}。",
        "{weekday}到货，{days_short}天就想退。忍到第{weeks}周才来写。",
    )
    lines = [pen.one(starts)]
    if chance.random() < 0.5:
        lines += [f"一，{first}。", f"二，{second}。", f"三，{third}。"]
    else:
        lines.append(f"{first}。{second}。更让人泄气的是，{third}。")
    lines.append(chance.choice(("公平起见：", "也不是一无是处，", "好话也说一句：", "唯一的安慰，")) + mercy + "。")
    ends = (
        "剩下的准备给{friend}。",
        "自己买的，跪着也要用完。",
        "同价位建议先买小样。",
        "客服态度不错，但东西没变。",
        "希望品牌看得到，真的改一改。",
        "{skin}可以直接划走，别的肤质再看看。",
        "留着当反面教材。",
        "贵的不一定是对的，我替你们试过了。",
    )
    lines.append(pen.one(ends))
    return _joined(chance, lines)


def comparison(pen: Composer, one: Product, two: Product) -> str:
    """Two products of a sort side by side."""
    chance = pen.chance
    a, b = pen.praise(one, 2), pen.praise(two, 2)
    starts = (
        "{sort}买了两件，{brand}和{brand2}，各用{weeks}周，轮着来。",
        "左右各一半，连用{days}天，结果没想到。",
        "{price}元的{brand}，{price2}元的{brand2}，差价够吃两顿火锅。",
        "评论区一直有人问，今天统一答：{brand}和{brand2}怎么选。",
        "{friend}站{brand}，我站{brand2}，于是换着用了一个月。",
    )
    lines = [
        pen.one(starts),
        f"【{one.brand.zh}】{a[0]}；{a[1]}。缺点：{pen.regret(one)}。",
        f"【{two.brand.zh}】{b[0]}；{b[1]}。缺点：{pen.regret(two)}。",
    ]
    if chance.random() < 0.5:
        lines.append(f"用法都一样，{pen.habit(one)}。")
    picks = (
        "只能留一件的话，{brand}。",
        "预算够选{brand2}，不够选{brand}，都不亏。",
        "{skin}选{brand}，其他人看心情。",
        "结论：平手，各有各的日子。",
        "我留下了{brand2}，{brand}给了{friend}。",
        "真要说，{time}用{brand}，出门带{brand2}。",
    )
    return _joined(chance, [*lines, pen.one(picks), pen.one(words.CLOSERS)])


def bundle(pen: Composer, products: list[Product], kind: str) -> str:
    """Several things at once: a routine, a month's empties, a list of presents."""
    chance = pen.chance
    starts = {
        "routine": (
            "{season}的{city}，{weather}。{time}只用这{n}样，顺序就是图里的顺序。",
            "东西越买越少，留下来的{n}件写一写。",
            "{time}的时间只有二十分钟，所以每一件都得干活。",
            "有人要看我的{family}抽屉，拍给你们，常用的就{n}件。",
            "{age}，{skin}，{city}。这{n}件是试出来的，不是看出来的。",
        ),
        "empties": (
            "{month}月用完{n}件，空瓶摆一排，成就感比买的时候大。",
            "老规矩，空瓶才写。这个月{n}件，好坏都说。",
            "倒垃圾前先拍照。{month}月的空瓶，{n}个。",
        ),
        "gift": (
            "{friend}快生日了，预算{price}元上下，列了{n}件，都是自己用过的。",
            "送礼最怕送成负担。这{n}件，收到的人都在用。",
            "{season}的礼物清单，{n}件，不需要猜尺码。",
        ),
    }[kind]
    lines = [pen.one(starts)]
    style = chance.randrange(3)
    for number, product in enumerate(products, start=1):
        text = pen.one(product.sort.praise)
        tail = {
            "routine": pen.habit(product),
            "empties": chance.choice(
                (
                    "回购",
                    "不回购，" + pen.regret(product),
                    "等活动回购",
                    "换一个试试，" + pen.regret(product),
                    "无限回购",
                )
            ),
            "gift": chance.choice(
                ("送长辈也合适", "盒子不用再包", "男生也能用", "附一张手写卡就好", "同事收到发了朋友圈")
            ),
        }[kind]
        lead = (f"{number}. ", f"{'①②③④⑤'[number - 1]} ", f"第{'一二三四五'[number - 1]}件，")[style]
        lines.append(f"{lead}{product.short}。{text}。{tail}。")
    if chance.random() < 0.4:
        lines.append(pen.one(words.PROOF))
    return _joined(chance, [*lines, pen.one(words.CLOSERS)])


def question(pen: Composer, product: Product) -> str:
    """Somebody asks for advice."""
    starts = (
        "{skin}，{city}，{season}。以前的{sort}停产了，求一个替代。",
        "第一次买{sort}，看花眼了。目前购物车里是{product}，{price}元，冲不冲？",
        "用过{product}的来说说？主要怕两点：{worry}；还有就是{worry2}。",
        "{friend}下周生日，想送{sort}，{brand}拿得出手吗？预算{price}元左右。",
        "{sort}到底要不要买贵的？我看{brand}和别家差一倍。",
    )
    pen.facts["worry"], pen.facts["worry2"] = pen.regret(product), pen.regret(product)
    ends = (
        "先谢谢，选中的我回来写反馈。",
        "听劝，最好说说缺点。",
        "别私信卖货，评论区说就好。",
        "{days_short}天内下单，救急。",
        "说“随便”的罚站。",
    )
    lines = [
        pen.one(starts),
        pen.chance.choice(("要求不高：", "我在意的是：", "理想中：", "听说它")) + pen.one(product.sort.praise) + "。",
        pen.one(ends),
    ]
    return _joined(pen.chance, lines)


def english(pen: Composer, products: list[Product]) -> str:
    """A note by somebody who writes English."""
    chance, product = pen.chance, products[0]
    starts = (
        "I have used the {name} for {weeks} weeks now, so here is the honest version.",
        "Picked up the {name} after a friend in {place} would not stop talking about it.",
        "Bought the {name} with my own money ({price} yuan, tax included).",
        "It is {season_en}, I am tired, and the {name} is doing most of the work.",
        "Third time buying the {name}, which says more than stars do.",
    )
    pen.facts["name"], pen.facts["place"] = (
        product.title_en,
        chance.choice(("Melbourne", "Lyon", "Leeds", "Toronto", "Auckland", "Shanghai")),
    )
    good, bad = list(words.ENGLISH_PRAISE[product.family]), words.ENGLISH_REGRET[product.family]
    chance.shuffle(good)
    lines = [pen.one(starts), f"The good: {good[0]}, and {good[1]}.", f"The not so good: {chance.choice(bad)}."]
    if len(products) > 1:
        lines.append(f"Also in the picture: {', '.join(one.title_en for one in products[1:])}.")
    ends = (
        "Would I buy it again? Yes, on sale.",
        "Seven out of ten, and I am hard to please.",
        "Came through the bonded warehouse in {days_short} days, batch code scanned fine.",
        "If you have found something better, tell me.",
        "Keep the small size for travel; the big one lives at home.",
        "Not an ad. Nobody would pay me for this lighting.",
    )
    first = pen.one(ends)
    return "\n\n".join([*lines, f"{first} {pen.one(ends)}"])


def _joined(chance: random.Random, lines: list[str]) -> str:
    gap = chance.choice(("\n\n", "\n\n", "\n"))
    return gap.join(line for line in lines if line)
