"""Which passwords are refused: only length and guessability count, never a mixture of signs (ASVS 5.0, 6.2)."""

import re
from functools import cache
from itertools import product

PASSWORD_LENGTH_MIN = 8
PASSWORD_LENGTH_MAX = 256
"""Longer ones cost us work without making anyone safer."""
_SITE_WORDS = ("zhongcao", "种草", "password", "passphrase", "passwort", "mima", "密码", "mimashi")
_WORDS = [
    "password",
    "mima",
    "admin",
    "administrator",
    "root",
    "login",
    "welcome",
    "hello",
    "test",
    "guest",
    "user",
    "letmein",
    "master",
    "secret",
    "changeme",
    "default",
    "iloveyou",
    "sunshine",
    "princess",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "superman",
    "batman",
    "shadow",
    "michael",
    "jordan",
    "charlie",
    "summer",
    "winter",
    "spring",
    "autumn",
    "flower",
    "lovely",
    "freedom",
    "whatever",
    "trustno",
    "computer",
    "internet",
    "samsung",
    "google",
    "apple",
    "taobao",
    "alibaba",
    "weibo",
    "weixin",
    "wechat",
    "qq",
    "woaini",
    "woaini1314",
    "aini",
    "wobuzhidao",
    "nihao",
    "woshishui",
    "baobei",
    "laopo",
    "laogong",
    "xiaoming",
    "zhang",
    "wang",
    "li",
    "liu",
    "chen",
    "yang",
    "huang",
    "zhao",
    "wu",
    "zhou",
    "beijing",
    "shanghai",
    "china",
    "zhongguo",
    "qwerty",
    "asdf",
    "zxcv",
    "abc",
    "aa",
    "a",
    "q",
    "w",
]
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn")
_TAILS = ("", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "111")
_TAILS_MORE = ("520", "1314", "521", "5201314", "666", "888", "000", "321", "654321", "007", "110", "2008", "2018")
_MARKS = ("", "!", "!!", "@", "#", ".", "?", "*", "_")
_LEET = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})
_DATE = re.compile(r"(19|20)\d\d[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])")


def password_weakness(password: str, *, login: str = "", nickname: str = "") -> str | None:
    """Why a password may not be used (too short, site word, personal, repeated, sequence, frequent ...), or None."""
    folded = password.casefold()
    letters, plain = _letters(folded), _letters(folded.translate(_LEET))
    if len(password) < PASSWORD_LENGTH_MIN:
        return "too-short"
    if len(password) > PASSWORD_LENGTH_MAX:
        return "too-long"
    if any(_mostly((letters, plain), word) for word in _SITE_WORDS):
        return "site-word"
    if any(_mostly((letters, plain), part) for part in _personal_parts(login, nickname)):
        return "personal"
    if _repeated(folded):
        return "repeated"
    if _sequence(letters):
        return "sequence"
    if folded in frequent_passwords() or folded.translate(_LEET) in _WORDS or _DATE.sub("", folded) in ("", *_MARKS):
        return "frequent"
    return None


@cache
def frequent_passwords() -> frozenset[str]:
    """The passwords that guessers try first, made from usual words and habits of appending (some ten thousand)."""
    tails = (*_TAILS, *_TAILS_MORE, *(str(year) for year in range(1960, 2031)))
    made = {word + tail + mark for word, tail, mark in product(_WORDS, tails, _MARKS)}
    made |= {tail + word for word, tail in product(_WORDS, tails)}
    made |= {first + second for first, second in product(_WORDS, _WORDS)}
    made |= {row[:size] + tail for row, size, tail in product(_ROWS, range(3, 27), tails)}
    return frozenset(guess for guess in made if PASSWORD_LENGTH_MIN <= len(guess) <= 24)


def _letters(text: str) -> str:
    return "".join(mark for mark in text if mark.isalnum())


def _mostly(readings: tuple[str, ...], word: str) -> bool:
    """A word with at most five other signs around it: `Zhongcao2024`."""
    return len(word) >= 3 and any(word in text and len(text) - len(word) <= 5 for text in readings)


def _personal_parts(login: str, nickname: str) -> list[str]:
    name, _, domain = login.casefold().partition("@")
    parts = (name, name.removeprefix("+86"), domain.partition(".")[0], nickname.casefold())
    return [_letters(part) for part in parts]


def _repeated(folded: str) -> bool:
    """Few different signs, or one short block again and again: `aaaaaaaa1`, `abcabcabc`."""
    if len(set(folded)) < 4:
        return True
    return any(
        folded == (folded[:size] * (len(folded) // size + 1))[: len(folded)] for size in range(1, len(folded) // 2 + 1)
    )


def _sequence(letters: str) -> bool:
    """Made of at most two runs along a keyboard row or the alphabet, forwards or backwards: `abcdef987654`."""
    pieces, rest = 0, letters
    while rest and pieces < 3:
        size = max((n for n in range(3, len(rest) + 1) if _along_a_row(rest[:n])), default=0)
        if size == 0:
            return False
        pieces, rest = pieces + 1, rest[size:]
    return bool(letters) and not rest and pieces <= 2


def _along_a_row(piece: str) -> bool:
    return any(piece in row * 2 or piece[::-1] in row * 2 for row in _ROWS)
