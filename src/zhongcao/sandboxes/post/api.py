"""Addresses of the sandbox's post: letters come signed, and anybody who tries the shop out may read them."""

import hmac
from html import escape
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy import delete, insert, select

from zhongcao.identity.schemas import LETTERS_PURPOSE, Letter
from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.problems import BadRequest, NotFound, Unauthorized
from zhongcao.kit.settings import Settings
from zhongcao.sandboxes.pay import page
from zhongcao.sandboxes.post.tables import LetterRow

SHOWN = 20
KEPT = 200
WORDS = {
    "zh": ("沙箱信箱", "沙箱 · 不会真的寄出", "最近寄出的信，最新的在前。", "还没有信。", "zh-CN"),
    "en": (
        "Sandbox letters",
        "Sandbox: nothing is sent",
        "Letters of late, the latest first.",
        "No letters yet.",
        "en",
    ),
}


@post("/sandbox/post/letters", access=ANYONE, status_code=204, refusals=(Unauthorized,))
async def take_sandbox_letter(
    request: Request[Any, Any, Any], tx: NamedDependency[Tx], keys: NamedDependency[KeyRing]
) -> None:
    """Put a letter into the box; old ones make room."""
    body = await request.body()
    if not hmac.compare_digest(
        request.headers.get("x-signature", "").encode(), keys.mac(LETTERS_PURPOSE, body).hex().encode()
    ):
        raise Unauthorized()
    try:
        letter = msgspec.json.decode(body, type=Letter)
    except msgspec.DecodeError as error:
        raise BadRequest(reason=str(error)) from None
    kept = {"recipient": letter.recipient, "subject": letter.subject[:200], "text": letter.text[:4000]}
    number = await tx.scalar(insert(LetterRow).values(**kept, at=clock.now()).returning(LetterRow.id))
    await tx.execute(delete(LetterRow).where(LetterRow.id <= (number or 0) - KEPT))


@get("/sandbox/post", access=ANYONE, media_type="text/html", include_in_schema=False, refusals=(NotFound,))
async def show_sandbox_letters(
    request: Request[Any, Any, Any], read: NamedDependency[ReadTx], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """The letters of late, for whoever tries the shop out."""
    if not settings.letters_are_shown:
        raise NotFound()
    letters = (await read.scalars(select(LetterRow).order_by(LetterRow.id.desc()).limit(SHOWN))).all()
    language = page.language_of(request.headers.get("accept-language", ""))
    title, tag, lead, none, code = WORDS[language]
    shown = "".join(
        f"<dl><dt>{escape(one.recipient)}</dt><dd>{one.at:%m-%d %H:%M}</dd></dl><p>{escape(one.text)}</p>".replace(
            "\n\n", "</p><p>"
        )
        for one in letters
    )
    content = f"<span class=tag>{tag}</span><h1>{title}</h1><p>{lead if letters else none}</p>{shown}"
    html = (
        f'<!doctype html><html lang="{code}"><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<title>{title}</title><style>{page.STYLE}</style><main>{content}</main>"
    )
    headers = {"Content-Security-Policy": page.content_policy(None), "Cache-Control": "no-store"}
    return Response(html.encode(), media_type="text/html", headers=headers)


ROUTES = [take_sandbox_letter, show_sandbox_letters]
