"""Letters: by SMTP to mailboxes, or to the sandbox, which shows them instead of sending them."""

from typing import Protocol

import httpx

from zhongcao.identity.gateways.letters import LettersAway, SandboxLetters, SmtpLetters
from zhongcao.identity.rules import is_mail
from zhongcao.identity.schemas import Letter
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings

__all__ = ["Letters", "LettersAway", "can_write_to", "open_letters"]


class Letters(Protocol):
    """What we ask of whoever carries letters."""

    async def send(self, letter: Letter) -> None:
        """Hand a letter over; raises `LettersAway` when it has to be tried again."""


def can_write_to(login: str, settings: Settings) -> bool:
    """Whether a letter to this login would arrive: in the sandbox every letter does, else those to mailboxes."""
    return settings.letters_are_shown or bool(settings.smtp_url and is_mail(login))


def open_letters(http: httpx.AsyncClient, settings: Settings, keys: KeyRing, recipient: str) -> Letters:
    """Whoever carries letters to this recipient."""
    if settings.smtp_url and is_mail(recipient):
        return SmtpLetters(settings.smtp_url, settings.mail_from)
    return SandboxLetters(http, f"{settings.sandbox_origin}/sandbox/post/letters", keys)
