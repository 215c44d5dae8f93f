"""How letters travel: SMTP (RFC 5321) with the standard library, or one signed HTTP request to the sandbox."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

import httpx
import msgspec

from zhongcao.identity.schemas import LETTERS_PURPOSE, Letter
from zhongcao.kit.keyring import KeyRing

SECONDS = 20


class LettersAway(Exception):
    """Nobody took the letter; try again later. Never holds what was in it."""


class SandboxLetters:
    """The sandbox's letter box."""

    def __init__(self, http: httpx.AsyncClient, address: str, keys: KeyRing) -> None:
        self._http, self._address, self._keys = http, address, keys

    async def send(self, letter: Letter) -> None:
        """Hand a letter over."""
        body = msgspec.json.encode(letter)
        headers = {"Content-Type": "application/json", "X-Signature": self._keys.mac(LETTERS_PURPOSE, body).hex()}
        try:
            (await self._http.post(self._address, content=body, headers=headers)).raise_for_status()
        except httpx.HTTPError as error:
            raise LettersAway(type(error).__name__) from None


class SmtpLetters:
    """A mail server: `smtps://name:password@host:465`, or `smtp://host:587`, with STARTTLS where a password goes."""

    def __init__(self, url: str, sender: str) -> None:
        self._server, self._sender = urlsplit(url), sender

    async def send(self, letter: Letter) -> None:
        """Hand a letter over."""
        try:
            await asyncio.to_thread(self._send, letter)
        except (
            OSError,
            ValueError,
            smtplib.SMTPException,
        ) as error:  # an address that mail cannot write is a ValueError
            raise LettersAway(type(error).__name__) from None

    def _send(self, letter: Letter) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.recipient, letter.subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self._sender.rpartition("@")[2])
        message.set_content(letter.text)
        server, host = self._server, self._server.hostname or ""
        if server.scheme == "smtps":
            secure = ssl.create_default_context()
            line: smtplib.SMTP = smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=secure)
        else:
            line = smtplib.SMTP(host, server.port or 587, timeout=SECONDS)
        with line:
            line.ehlo()
            if server.scheme == "smtp" and line.has_extn("starttls"):
                line.starttls(context=ssl.create_default_context())
            elif server.scheme == "smtp" and server.password:
                raise smtplib.SMTPException("a password goes over a secure line only")
            if server.username:
                line.login(unquote(server.username), unquote(server.password or ""))
            line.send_message(message)
