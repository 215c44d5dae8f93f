"""The tree of goods: our own, two languages, from beauty to home."""

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One category: its number holds those above it (30104 lies in 301, which lies in 3)."""

    id: int
    code: str
    name_zh: str
    name_en: str
    nice_class: int | None = None

    @property
    def path(self) -> tuple[int, ...]:
        """The numbers from the root down to itself."""
        digits = str(self.id)
        return tuple(int(digits[:length]) for length in (1, 3, 5) if length <= len(digits))


def _tree(*rows: tuple[int, str, str, str, int | None]) -> tuple[Place, ...]:
    return tuple(Place(id=row[0], code=row[1], name_zh=row[2], name_en=row[3], nice_class=row[4]) for row in rows)


TAXONOMY: tuple[Place, ...] = _tree(
    (1, "skincare", "护肤", "Skin care", 3),
    (101, "skincare.cleanse", "清洁", "Cleansing", 3),
    (10101, "skincare.cleanse.face-wash", "洁面", "Face wash", 3),
    (10102, "skincare.cleanse.makeup-remover", "卸妆", "Make-up remover", 3),
    (10103, "skincare.cleanse.exfoliator", "去角质", "Exfoliators and peels", 3),
    (102, "skincare.toner", "化妆水", "Toners and mists", 3),
    (103, "skincare.serum", "精华", "Serums and treatments", 3),
    (104, "skincare.moisturiser", "乳液面霜", "Moisturisers", 3),
    (10401, "skincare.moisturiser.emulsion", "乳液", "Emulsions", 3),
    (10402, "skincare.moisturiser.cream", "面霜", "Face creams", 3),
    (10403, "skincare.moisturiser.oil", "护肤油", "Face oils", 3),
    (105, "skincare.eye", "眼部护理", "Eye care", 3),
    (106, "skincare.mask", "面膜", "Face masks", 3),
    (10601, "skincare.mask.sheet", "贴片面膜", "Sheet masks", 3),
    (10602, "skincare.mask.wash-off", "涂抹面膜", "Wash-off masks", 3),
    (107, "skincare.sun", "防晒", "Sun care", 3),
    (108, "skincare.lip", "唇部护理", "Lip care", 3),
    (109, "skincare.set", "护肤套装", "Skin care sets", 3),
    (110, "skincare.men", "男士护肤", "Men's skin care", 3),
    (2, "makeup", "彩妆", "Make-up", 3),
    (201, "makeup.face", "底妆", "Face make-up", 3),
    (20101, "makeup.face.foundation", "粉底", "Foundation", 3),
    (20102, "makeup.face.cushion", "气垫", "Cushions", 3),
    (20103, "makeup.face.powder", "粉饼散粉", "Powder", 3),
    (20104, "makeup.face.blush", "腮红高光", "Blush and highlighter", 3),
    (202, "makeup.eye", "眼妆", "Eye make-up", 3),
    (203, "makeup.lip", "唇妆", "Lip make-up", 3),
    (204, "makeup.nail", "美甲", "Nails", 3),
    (205, "makeup.tool", "美妆工具", "Brushes and tools", 21),
    (3, "fragrance", "香氛", "Fragrance", 3),
    (301, "fragrance.perfume", "香水", "Perfume", 3),
    (302, "fragrance.home", "家居香氛", "Home fragrance", 3),
    (4, "body", "身体护理", "Bath and body", 3),
    (401, "body.wash", "沐浴", "Body wash", 3),
    (402, "body.lotion", "身体乳", "Body lotion", 3),
    (403, "body.hand", "护手", "Hand care", 3),
    (404, "body.oral", "口腔护理", "Oral care", 3),
    (405, "body.hair", "洗护发", "Hair care", 3),
    (406, "body.feminine", "女性护理", "Feminine care", 5),
    (5, "health", "营养保健", "Health", 5),
    (501, "health.vitamin", "维生素矿物质", "Vitamins and minerals", 5),
    (502, "health.supplement", "膳食补充", "Supplements", 5),
    (503, "health.beauty", "口服美容", "Beauty from within", 5),
    (504, "health.device", "美容仪器", "Wellness devices", 10),
    (6, "baby", "母婴", "Mother and baby", 5),
    (601, "baby.formula", "奶粉", "Formula", 5),
    (602, "baby.food", "辅食", "Baby food", 5),
    (603, "baby.diaper", "纸尿裤", "Nappies", 5),
    (604, "baby.care", "婴童洗护", "Baby care", 3),
    (605, "baby.feeding", "喂养用品", "Feeding", 10),
    (606, "baby.toy", "玩具", "Toys", 28),
    (7, "food", "食品饮料", "Food and drinks", 30),
    (701, "food.snack", "零食", "Snacks", 30),
    (702, "food.coffee-tea", "咖啡茶饮", "Coffee and tea", 30),
    (703, "food.pantry", "粮油调味", "Pantry", 30),
    (704, "food.wine", "葡萄酒", "Wine", 33),
    (8, "fashion", "服饰箱包", "Fashion", 25),
    (801, "fashion.bag", "箱包", "Bags", 18),
    (802, "fashion.clothes", "服装", "Clothes", 25),
    (803, "fashion.shoes", "鞋靴", "Shoes", 25),
    (804, "fashion.accessory", "配饰", "Accessories", 14),
    (805, "fashion.watch", "腕表", "Watches", 14),
    (9, "home", "家居家电", "Home", 21),
    (901, "home.kitchen", "厨房用品", "Kitchen", 21),
    (902, "home.appliance", "小家电", "Small appliances", 11),
    (903, "home.textile", "家纺", "Home textiles", 24),
    (904, "home.clean", "清洁用品", "Cleaning", 3),
    (905, "home.pet", "宠物用品", "Pets", 31),
    (906, "home.stationery", "文具", "Stationery", 16),
)
"""The tree of goods with the trademark class (尼斯分类) that each category falls under."""


def find_place(code: str) -> Place | None:
    """The category with this code."""
    return _BY_CODE.get(code)


_BY_CODE = {place.code: place for place in TAXONOMY}
