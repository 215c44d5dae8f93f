"""Codes that prove that a phone or mailbox is one's own: how long they hold, how often one may guess."""

from datetime import timedelta

CODE_DIGITS = 6
CODE_HOLDS = timedelta(minutes=10)
"""A code is good for so long, and for one use."""
CODE_GUESSES = 5
"""After so many wrong ones a code is dead: five in a million find it."""
LETTER_TRIES = 5
LETTER_AGAIN = timedelta(minutes=1)
"""A letter that could not be sent is tried again, so often and so soon; the code does not hold longer anyway."""


def is_mail(login: str) -> bool:
    """Whether a login is a mailbox; else it is a phone."""
    return "@" in login


def letter_with(code: str) -> tuple[str, str]:
    """Subject and text of a letter with a code, in both languages: whoever writes does not know which one is read."""
    minutes = int(CODE_HOLDS.total_seconds() // 60)
    return (
        f"种草验证码 {code} / Your Zhongcao code",
        f"验证码 {code}，{minutes} 分钟内有效。用它可以重设登录密码，不要告诉任何人。"
        "如果不是你要的，不用理会，密码没有变。\n\n"
        f"Your code is {code}; it is good for {minutes} minutes and sets a new password. Tell it to nobody. "
        "If you did not ask for it, ignore this letter: your password has not changed.",
    )
