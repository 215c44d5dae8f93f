"""A build of the front end as small as can be, so that tests of the server need no Node."""

import json
from pathlib import Path

PAGE = (
    '<!doctype html><html lang="zh-CN"><head><!--head--><script type="module" crossorigin src="/assets/a.js"></script>'
    '<link rel="modulepreload" crossorigin href="/assets/b.js">'
    '<link rel="stylesheet" crossorigin href="/assets/a.css"></head>'
    '<body><div id="app"><!--app--></div><!--boot--></body></html>'
)


ADDRESSES = [
    "/",
    "/mall",
    "/me",
    "/cart",
    "/orders",
    "/login",
    r"/note/:id(\\d+)",
    r"/p/:id(\\d+)",
    r"/u/:id(\\d+)",
    "/topic/:name",
    "/search/:q?",
    "/verify/:code",
]
"""As the router writes them."""


def small_build(folder: Path) -> Path:
    """Two pages, a style, a script and one icon, as the real build lays them."""
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "console.html").write_text(PAGE)
    (folder / "assets" / "a.css").write_text("body{color:red}")
    (folder / "assets" / "a.js").write_text("// " + "x" * 900)
    told = {"icons": {"heart": "<path d='M0 0'/>"}, "addresses": ADDRESSES}
    (folder / "server.json").write_text(json.dumps(told))
    return folder
