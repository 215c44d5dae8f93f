"""Pure rules: passwords, logins, places, roles, the chain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.identity import rules


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("short", "too-short"),
        ("x" * 257, "too-long"),
        ("zhongcao2026", "site-word"),
        ("Zh0ngcao!", "site-word"),
        ("P@ssw0rd!", "site-word"),
        ("我的密码123", "too-short"),
        ("mima123456", "frequent"),
        ("linxiaoman8", "personal"),
        ("13800138000", "personal"),
        ("aaaaaaaaaaaa", "repeated"),
        ("abcabcabcabc", "repeated"),
        ("1212121212", "repeated"),
        ("qwertyuiop", "sequence"),
        ("987654321abc", "sequence"),
        ("1qaz2wsx3edc", "sequence"),
        ("woaini1314!", "frequent"),
        ("sunshine2008", "frequent"),
        ("iloveyou", "frequent"),
        ("1990-05-12", "frequent"),
        ("19900512", "frequent"),
    ],
)
def test_what_guessers_try_is_refused(password: str, weakness: str) -> None:
    assert rules.password_weakness(password, login="+8613800138000", nickname="Lin Xiaoman") == weakness


@pytest.mark.parametrize(
    "password",
    ["a long enough passphrase", "correct horse battery", "月下独酌一壶酒无相亲", "tR8#kqL2vv", "小🍑大🌵红🚀海🎹"],
)
def test_what_is_hard_to_guess_is_fine(password: str) -> None:
    assert rules.password_weakness(password, login="lin@example.com", nickname="小满") is None


def test_the_list_of_frequent_passwords_is_long() -> None:
    assert len(rules.frequent_passwords()) > 10_000
    assert {"iloveyou", "password1", "qwerty123", "woaini520", "admin123"} <= rules.frequent_passwords()


@given(st.text(min_size=0, max_size=300))
def test_every_text_gets_an_answer(password: str) -> None:
    assert rules.password_weakness(password) in (
        None, "too-short", "too-long", "site-word", "personal", "repeated", "sequence", "frequent",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        (" Lin@Example.com ", "lin@example.com"),
        ("13800138000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("+85261234567", "+85261234567"),
        ("+8612345", None),
        ("12800138000", None),
        ("lin@", None),
        ("lin@localhost", None),
        ("a b@example.com", None),
        ("lin@example.com\n", "lin@example.com"),
        ("lin@exa\nmple.com", None),
        ("", None),
    ],
)
def test_logins_have_one_form(typed: str, login: str | None) -> None:
    assert rules.normal_login(typed) == login


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("310101", ("上海市", "上海市")),
        ("410102", ("河南省", "郑州市")),
        ("440304", ("广东省", "深圳市")),
        ("500230", ("重庆市", "重庆市")),
        ("429004", ("湖北省", "湖北省")),
        ("810000", ("香港特别行政区", "香港特别行政区")),
        ("990101", None),
        ("419999", None),
        ("31010", None),
        ("31010a", None),
        ("３１０１０１", None),
    ],
)
def test_places_of_division_codes(code: str, place: tuple[str, str] | None) -> None:
    assert rules.place_of(code) == place


def test_all_provinces_and_cities_are_known() -> None:
    assert len(rules.PROVINCES) == 34
    assert len(rules.CITIES) == 342
    assert all(code[:2] in rules.PROVINCES and name for code, name in rules.CITIES.items())


def test_roles_follow_from_what_someone_is() -> None:
    assert rules.roles_of(granted=frozenset(), verified=None) == {"visitor", "member"}
    assert rules.roles_of(granted=frozenset({"buyer"}), verified="expert") == {
        "visitor", "member", "author", "buyer",
    }  # fmt: skip
    assert rules.may_reveal(frozenset({"customs"}))
    assert not any(rules.may_reveal(frozenset({role})) for role in rules.STAFF_ROLES - {"customs"})


@given(st.lists(st.binary(max_size=9), max_size=4), st.lists(st.binary(max_size=9), max_size=4))
def test_different_rows_have_different_links(first: list[bytes], second: list[bytes]) -> None:
    same = rules.link_hash(rules.GENESIS, first) == rules.link_hash(rules.GENESIS, second)
    assert same == (first == second)


def test_only_our_own_pictures_are_avatars() -> None:
    assert rules.avatar_is_ours("/media/ab12-thumb.webp")
    for url in ("https://evil.example/a.png", "//evil/a", "/media/../etc", "/media/a/b", "javascript:1"):
        assert not rules.avatar_is_ours(url)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("138 0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("+81 90 1234 5678", "+819012345678"),
        ("someone@example.com", None),
        ("+86 123", None),
        ("12", None),
    ],
)
def test_a_courier_gets_a_number_that_can_be_called(typed: str, phone: str | None) -> None:
    assert rules.normal_phone(typed) == phone


@pytest.mark.parametrize(
    ("name", "code", "tier"),
    [
        ("上海", "310100", 1),
        ("北京市", "110100", 1),
        (" 杭州市 ", "330100", 2),
        ("hangzhou", "330100", 2),
        ("重庆", "500100", 2),
        ("昆明", "530100", 3),
        ("绵阳市", "510700", 4),
        ("大理", "532900", 5),
        ("大理白族自治州", "532900", 5),
        ("喀什", "653100", 5),
        ("Xi'an", "610100", 2),
        ("浙江杭州", "330100", 2),
        ("浙江省 杭州市", "330100", 2),
        ("内蒙古呼和浩特", "150100", 4),
        ("广西壮族自治区桂林市", "450300", 4),
        ("吉林长春", "220100", 3),
        ("吉林省吉林市", "220200", 5),
        ("云南大理州", "532900", 5),
        ("伊犁州", "654000", 5),
        ("杭州", "330100", 2),
        ("上海浦东", "310100", 1),
        ("北京朝阳", "110100", 1),
        ("Hangzhou City", "330100", 2),
        ("Hangzhou, Zhejiang", "330100", 2),
        ("浙江南京", None, None),
        ("浙江", None, None),
        ("Suzhou", None, None),
        ("海南", None, None),
        ("香港", None, None),
        ("义乌市", None, None),
        ("市", None, None),
        ("", None, None),
    ],
)
def test_a_city_is_known_by_what_people_call_it_and_has_a_tier(name: str, code: str | None, tier: int | None) -> None:
    assert rules.city_code(name) == code
    assert rules.city_tier(name) == tier


def test_every_city_of_the_ranking_is_a_division_and_has_one_tier() -> None:
    sizes = [len(names.split()) for names in rules.CITY_TIERS.values()]
    assert sizes == [4, 15, 30, 70]
    for tier, names in rules.CITY_TIERS.items():
        assert {rules.city_tier(name) for name in names.split()} == {tier}
        assert all(rules.place_of(rules.city_code(name) or "") for name in names.split())
    codes = {rules.city_code(name) for names in rules.CITY_TIERS.values() for name in names.split()}
    assert len(codes) == sum(sizes)
    assert list(rules.CITY_TIER_NAMES) == [*rules.CITY_TIERS, 5]


def test_a_city_is_called_in_chinese_and_english_however_it_is_written() -> None:
    assert {rules.city_names(name) for name in ("上海", "上海市", "Shanghai", " shanghai ")} == {("上海", "shanghai")}
    assert rules.city_names("大理白族自治州") == rules.city_names("Dali") == ("大理", "dali")
    assert rules.city_names("苏州市") == ("苏州",), "in English that is 宿州 too"
    assert rules.city_names("Suzhou") == ("suzhou",)
    assert rules.city_names("New  York") == ("new york",)
    assert rules.city_names(" 市") == ()


def test_a_place_is_one_word_however_it_is_written() -> None:
    assert {rules.place_told(name) for name in ("上海", "上海市", "Shanghai", " shanghai ")} == {"310100"}
    assert rules.place_told("New  York") == rules.place_told("new york") == "new york"
    assert rules.place_told("苏州") != rules.place_told("宿州")
    assert rules.place_told(" 市") == ""
