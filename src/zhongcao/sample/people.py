"""Two hundred and forty invented members: nicknames, ages, cities, skins, interests, drawn avatars."""

import random

import msgspec

from zhongcao.sample.drawing.avatar import STYLES
from zhongcao.sample.drawing.recipe import AvatarRecipe
from zhongcao.sample.places import CITIES, SHARE_BY_TIER, City

COUNT = 240
SKINS = ("dry", "oily", "combination", "normal", "sensitive")
SKIN_ZH = {"dry": "干皮", "oily": "油皮", "combination": "混油皮", "normal": "中性皮", "sensitive": "敏感肌"}
INTERESTS = ("skincare", "makeup", "care", "baby", "health", "food", "drinks", "home", "kitchen", "devices", "fashion")

WHOLE = [
    "阿岚",
    "小满的架子",
    "北纬三十",
    "圆脸女孩",
    "成分党老陈",
    "柚子不酸",
    "豆豆妈",
    "林深见",
    "Momo酱",
    "Kiki在路上",
    "慢半拍",
    "今天也要早睡",
    "一只会飞的锅",
    "橘子汽水味",
    "山里来信",
    "不吃香菜",
    "风吹过麦田",
    "七楼的猫",
    "青柠加冰",
    "半糖去冰",
    "下雨天收衣服",
    "南方有棵树",
    "冬瓜不是瓜",
    "走路带风的阿宁",
    "芝士就是力量",
    "早八人互助会",
    "省钱小能手阿苗",
    "一颗饭团",
    "海边的灯塔",
    "纸上谈柿",
    "松果与信",
    "等风来的阿哲",
    "月光族退休中",
    "胖橘管家",
    "隔壁班花生",
    "三明治不加蛋",
    "会修灯的姑娘",
    "白日梦事务所",
    "小区最闲的人",
    "河马先生的午睡",
    "木木三不木",
    "雪梨炖银耳",
    "空瓶收集员",
    "认真逛街的人",
    "深夜拆快递",
    "毛衣起球了",
    "番茄不炒蛋",
    "一杯乌龙",
    "蓝色外套",
    "第七个闹钟",
    "看云的阿姨",
    "电饭煲学徒",
    "南瓜马车夫",
    "冷面热心肠",
    "打折区守护者",
    "拿铁少冰谢谢",
    "阳台种薄荷",
    "干皮自救站",
    "油皮战士阿葵",
    "敏感肌也想出门",
    "理工女的梳妆台",
    "二胎妈妈小顾",
    "带娃去流浪",
    "奶爸阿远",
    "厨房新手村",
    "一人食研究所",
    "出租屋改造中",
    "通勤两小时",
    "海淘十年老阿姨",
    "成都不吃辣",
    "东北女孩怕冷",
    "岭南湿气重",
    "江南雨多",
    "西北风沙大",
    "岛上来的人",
]
FIRST = [
    "小",
    "阿",
    "大",
    "老",
    "一颗",
    "半颗",
    "一只",
    "会发光的",
    "不想上班的",
    "爱吃",
    "晒太阳的",
    "慢慢来的",
    "迷路的",
    "早起的",
    "失眠的",
    "圆滚滚的",
]
SECOND = [
    "棠",
    "茉",
    "栗子",
    "青禾",
    "麦冬",
    "云朵",
    "鹿",
    "鲸鱼",
    "薯饼",
    "糯米",
    "核桃",
    "海盐",
    "苔藓",
    "山雀",
    "竹笋",
    "枇杷",
    "杏仁",
    "豆沙",
    "蒲公英",
    "玉兰",
    "野餐布",
    "拖鞋",
    "雨伞",
    "橡皮擦",
    "邮差",
    "水獭",
    "麻薯",
    "葡萄",
    "松鼠",
    "雪人",
    "灯芯绒",
    "火龙果",
    "桂花糕",
    "铜锣烧",
    "小葱",
    "芋泥",
    "奶盖",
    "风铃",
    "向日葵",
]
LATIN = [
    "Nora与茶",
    "Lin_eats",
    "June不熬夜",
    "Wen的书桌",
    "Yuki小姐",
    "Sue在厨房",
    "Cici爱折腾",
    "Tina走四方",
    "Ruru的浴室",
    "Coco要早起",
    "Mika的衣橱",
    "Elle空瓶记",
    "Anna在墨尔本",
    "Zoe in Lyon",
    "Iris的三餐",
    "Vivi敏敏肌",
]


class Person(msgspec.Struct, frozen=True):
    """An invented member."""

    key: str
    nickname: str
    gender: str | None
    birth_year: int
    city: City
    skin_type: str
    interests: tuple[str, ...]
    joined_days_ago: int
    avatar: AvatarRecipe
    standing: float


def make_people(seed: int) -> list[Person]:
    """All members; ``standing`` is how well known each is: a few are read by many."""
    chance = random.Random(f"people {seed}")
    names = _nicknames(chance)
    people = []
    for number, nickname in enumerate(names):
        gender = chance.choices(("female", "male", None), (80, 15, 5))[0]
        tier = chance.choices(list(SHARE_BY_TIER), list(SHARE_BY_TIER.values()))[0]
        born = chance.choices(
            (chance.randint(1996, 2006), chance.randint(1988, 1995), chance.randint(1968, 1987)), (62, 28, 10)
        )[0]
        style = chance.choice([one for one in STYLES if one != ("man" if gender == "female" else "woman")])
        people.append(
            Person(
                key=f"m{number + 1:04d}",
                nickname=nickname,
                gender=gender,
                birth_year=born,
                city=chance.choice([city for city in CITIES if city.tier == tier]),
                skin_type=chance.choices(SKINS, (28, 20, 26, 8, 18))[0],
                interests=tuple(sorted(chance.sample(INTERESTS, chance.randint(2, 5)))),
                joined_days_ago=int(40 + 1300 * chance.random() ** 1.5),
                avatar=AvatarRecipe(style=style, seed=seed * 10_000 + number),
                standing=1.0 / (1 + number) ** 0.75,
            )
        )
    return people


def _nicknames(chance: random.Random) -> list[str]:
    known = [*WHOLE, *LATIN]
    chance.shuffle(known)
    names = dict.fromkeys(known)
    while len(names) < COUNT:
        names[
            chance.choice(FIRST)
            + chance.choice(SECOND)
            + chance.choice(("", "", "", "", "酱", "呀", "的日常", "在路上"))
        ] = None
    return list(names)[:COUNT]
