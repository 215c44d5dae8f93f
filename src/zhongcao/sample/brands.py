"""Forty-odd invented brands with a country, a hand of colours, and what they make."""

import msgspec

from zhongcao.sample.assortment import CATEGORIES


class Brand(msgspec.Struct, frozen=True):
    """An invented brand; its colours and its mark are on everything it makes."""

    key: str
    zh: str
    en: str
    country: str
    makes: tuple[str, ...]
    tints: tuple[tuple[str, str, str], ...]
    mark: int
    dear: float


TINTS = {
    "pine": ("#14594A", "#C8A25A", "#F4ECDD"),
    "persimmon": ("#C8562E", "#2F4A46", "#F9EFE0"),
    "cream": ("#F1E6D2", "#8A5A3A", "#FFFDF6"),
    "cobalt": ("#34608F", "#F0A58F", "#F3F1E8"),
    "amber": ("#B9762A", "#3D2A1C", "#FBF1DC"),
    "plum": ("#6C4A6E", "#E2B866", "#F5EEF2"),
    "celadon": ("#9DBFAE", "#2C5A4A", "#FBFAF2"),
    "ink": ("#2F2B2A", "#C8A25A", "#EFE8DA"),
    "clay": ("#B5705A", "#F1E0CC", "#FBF4EA"),
    "oat": ("#D9C9AE", "#5F6B4A", "#FFFBF1"),
    "sea": ("#7FA9B8", "#E8744A", "#F6F8F6"),
    "moss": ("#7C8A4E", "#B9562E", "#F6F3E2"),
    "honey": ("#DCA645", "#5A3A1C", "#FFF8E6"),
    "lilac": ("#B4A6CC", "#5A4A7A", "#FAF7FC"),
    "brick": ("#9A4434", "#E9C98E", "#F8EDDF"),
    "snow": ("#EDEFEF", "#3F6A78", "#FFFFFF"),
    "fog": ("#A9B4BA", "#2F4A46", "#F8F9F7"),
    "butter": ("#F0DC9C", "#C8562E", "#FFFDF2"),
    "wine": ("#6A2433", "#D8B46C", "#F5E9E4"),
    "mint": ("#BFDCCB", "#C8663A", "#FDFEFA"),
}

# key, 中文, English, country, categories made, three colour hands, price level
ROWS = (
    "linhae,霖海,Linhae,KR,skincare makeup,celadon snow mint,1.0",
    "mizuka,水香堂,Mizuka,JP,skincare care,snow celadon fog,1.1",
    "lirelle,蕾瑞尔,Lirelle,FR,skincare makeup,cream wine plum,1.6",
    "sonnau,森瑙,Sonnau,DE,skincare care health,pine snow oat,1.1",
    "ostra,奥斯特岛,Ostra,AU,care health skincare,sea oat butter,1.0",
    "fjelden,菲耶登,Fjelden,NO,skincare health,snow fog pine,1.4",
    "kuroba,黑羽,Kuroba,JP,makeup,ink wine plum,1.2",
    "petalia,佩塔莉,Petalia,IT,makeup,clay brick butter,1.3",
    "noorae,努莱,Noorae,KR,makeup,lilac mint persimmon,0.8",
    "vesper,薇斯珀,Vesper & Oak,GB,makeup,pine wine amber,1.5",
    "maisonbrume,布吕姆之家,Brume,FR,makeup home,fog cream plum,1.9",
    "olivara,奥利瓦拉,Olivara,ES,skincare care,moss cream amber,0.9",
    "tasmara,塔斯马拉,Tasmara,NZ,skincare health,moss honey snow,1.1",
    "botanelle,博塔内,Botanelle,CH,skincare,snow ink celadon,2.0",
    "hanabe,花部,Hanabe,JP,care skincare,lilac butter mint,0.8",
    "saltwood,盐木,Saltwood,GB,care,sea ink clay,1.2",
    "rivola,里沃拉,Rivola,IT,care,amber moss brick,1.0",
    "lumibaby,露米,Lumi Baby,NL,baby,butter mint sea,1.2",
    "kinderholt,金德霍,Kinderholt,DE,baby,oat honey cobalt,1.1",
    "moomeadow,牧眠,Moomeadow,NZ,baby,sea butter snow,1.3",
    "tinyfern,小蕨,Tinyfern,AU,baby,mint oat persimmon,1.0",
    "yukimi,雪见,Yukimi,JP,baby,snow lilac mint,1.0",
    "vitanord,维塔诺,Vitanord,DK,health,snow honey pine,1.2",
    "greenharbor,绿港,Green Harbor,US,health,moss honey cobalt,1.0",
    "biolace,倍乐丝,Biolace,CA,health,lilac sea persimmon,1.1",
    "casabruna,布鲁纳家,Casa Bruna,IT,food,brick amber cream,1.0",
    "nordkorn,北谷,Nordkorn,SE,food,oat cobalt honey,1.1",
    "hillandhive,山与巢,Hill & Hive,NZ,food,honey moss cream,1.2",
    "tamarin,塔玛琳,Tamarin,TH,food,persimmon butter moss,0.7",
    "beaumatin,晨好,Beau Matin,FR,food drinks,butter cobalt brick,1.3",
    "alpenglas,阿尔彭,Alpenglas,CH,food,brick snow pine,1.5",
    "matsuya,松屋茶房,Matsuan,JP,drinks,pine oat ink,1.2",
    "ridgeway,岭上,Ridgeway,GB,drinks,cobalt amber brick,1.0",
    "caldera,火山口,Caldera,CO,drinks food,ink persimmon moss,1.1",
    "ashgrove,灰林,Ashgrove,GB,home,ink oat clay,1.3",
    "kumoya,云屋,Kumoya,JP,home kitchen,fog cream celadon,1.2",
    "terrane,泰兰,Terrane,PT,home kitchen,clay cream moss,1.0",
    "bergamot,佛手巷,Bergamot Lane,FR,home,honey plum pine,1.5",
    "ferrovia,铁线,Ferrovia,IT,kitchen devices,persimmon cream ink,1.4",
    "ollen,奥兰,Ollen,SE,kitchen home,oat pine sea,1.0",
    "havn,港湾电器,Havn,DK,devices kitchen,snow ink clay,1.3",
    "airelle,艾瑞拉,Airelle,FR,devices,lilac cream wine,1.2",
    "tonkraft,音匠,Tonkraft,DE,devices,ink snow amber,1.6",
    "solvei,索尔维,Solvei,SE,fashion,oat fog pine,1.1",
    "corvina,科维娜,Corvina,IT,fashion,wine amber ink,1.8",
    "palmero,帕梅罗,Palmero,ES,fashion,clay butter sea,0.9",
    "northlane,北巷,Northlane,GB,fashion,pine cobalt brick,1.2",
    "tempora,滴答社,Tempora,CH,fashion,ink snow cobalt,1.5",
)


def make_brands() -> list[Brand]:
    """All brands, always the same."""
    brands = []
    for number, row in enumerate(ROWS):
        key, zh, en, country, makes, hands, dear = row.split(",")
        families = tuple(makes.split())
        assert all(CATEGORIES[family][2] is None for family in families)
        brands.append(
            Brand(key, zh, en, country, families, tuple(TINTS[hand] for hand in hands.split()), number % 6, float(dear))
        )
    return brands
