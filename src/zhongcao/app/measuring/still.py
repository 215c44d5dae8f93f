"""An application that only repeats given bytes: the most that this server could do, measured beside the shop."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

Message = MutableMapping[str, Any]
FOLDER = "ZC_STILL_FOLDER"
KIND = "ZC_STILL_KIND"
GZIP = b"\x1f\x8b"


def create_app() -> Callable[..., Awaitable[None]]:
    """Answers every request with the bytes of the file `body`, read once; a request's own body is read and dropped."""
    content = (Path(os.environ[FOLDER]) / "body").read_bytes()
    headers = [
        (b"content-type", os.environ.get(KIND, "application/json").encode()),
        (b"content-length", str(len(content)).encode()),
    ]
    if content.startswith(GZIP):
        headers.append((b"content-encoding", b"gzip"))

    async def app(
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] == "lifespan":
            while not (told := (await receive())["type"]).endswith("shutdown"):
                await send({"type": f"{told}.complete"})
            await send({"type": f"{told}.complete"})
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return app
