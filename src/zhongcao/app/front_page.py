"""What a person sees who opens the shop's address in a browser: what this is, where things are, what is new."""

import base64
import hashlib
import re
from collections.abc import Sequence
from html import escape

from litestar import Response, get
from litestar.di import NamedDependency

from zhongcao.community.schemas import NoteCard
from zhongcao.discovery import service as discovery
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.http import ANYONE, Actor

NOTES_SHOWN = 24
STYLE = """
:root{color-scheme:light dark;--paper:#faf7f2;--card:#fff;--sink:#f1ece4;--ink:#23201c;--ink2:#665f56;--line:#e6dfd5;
--pine:#14594a;--on-pine:#fff;--soft:#e2efea;--kaki:#c8401a;
font:16px/1.6 system-ui,-apple-system,"PingFang SC","Hiragino Sans GB","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
@media(prefers-color-scheme:dark){:root{--paper:#141312;--card:#1e1c1a;--sink:#262320;--ink:#f2ede6;--ink2:#b5ada2;
--line:#35312c;--pine:#7fc8b2;--on-pine:#0e201b;--soft:#1d322c;--kaki:#ff8a5c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
.wide{width:min(75rem,100% - 2.5rem);margin-inline:auto}
header{padding:clamp(2.2rem,7vw,5rem) 0 clamp(1.6rem,4vw,2.8rem);display:grid;gap:1.6rem 4rem;align-items:end}
h1{margin:0;font:600 clamp(3.2rem,11vw,6rem)/1 "Songti SC","Noto Serif CJK SC","Source Han Serif SC",serif}
h1 span{display:inline-block;margin-left:.7rem;font:500 1rem/1 system-ui,sans-serif;letter-spacing:.22em;
text-transform:uppercase;color:var(--pine);vertical-align:.35em}
.lead{margin:1.1rem 0 0;font-size:clamp(1.1rem,2.4vw,1.35rem);line-height:1.5;max-width:34em;text-wrap:balance}
.lead+p{margin:.4rem 0 0;color:var(--ink2);max-width:40em}
ol{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;margin:1.5rem 0 0;padding:0}
ol li{display:flex;align-items:baseline;gap:.45rem;padding:.3rem .85rem;border-radius:2rem;background:var(--soft);
color:var(--pine);font-weight:600}
ol small{font-weight:400;font-size:.8rem}
nav{display:grid;gap:.55rem}
nav a{display:flex;justify-content:space-between;gap:1rem;padding:.8rem 1.1rem;border:1px solid var(--line);
border-radius:.9rem;background:var(--card);color:inherit;text-decoration:none}
nav a small{color:var(--ink2);font:13px/1.9 ui-monospace,Menlo,monospace}
nav a:hover{border-color:var(--pine)}
nav a:first-child{background:var(--pine);border-color:var(--pine);color:var(--on-pine)}
nav a:first-child small{color:inherit;opacity:.85}
a:focus-visible{outline:3px solid var(--pine);outline-offset:3px}
h2{display:flex;align-items:baseline;gap:.7rem;margin:0;padding:1.4rem 0 1.1rem;border-top:1px solid var(--line);
font-size:1.2rem;line-height:1.3}
h2 small{font-weight:400;font-size:.9rem;color:var(--ink2)}
ul{list-style:none;margin:0;padding:0;display:grid;gap:1.1rem .8rem;grid-template-columns:repeat(2,minmax(0,1fr))}
article{height:100%;display:flex;flex-direction:column;border-radius:1rem;overflow:hidden;background:var(--card);
border:1px solid var(--line)}
.picture{aspect-ratio:3/4;background:var(--sink);overflow:hidden}
.picture img{display:block;width:100%;height:100%;object-fit:cover;color:transparent}
h3{margin:.75rem .85rem .5rem;font-size:.95rem;line-height:1.4;font-weight:600;display:-webkit-box;
-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.by{margin:auto .85rem .8rem;display:flex;justify-content:space-between;gap:.6rem;font-size:.8rem;color:var(--ink2)}
.by span:first-child{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.likes{flex:none;color:var(--kaki);font-variant-numeric:tabular-nums}
.empty{padding:3.5rem 1.5rem;border:1px dashed var(--line);border-radius:1.2rem;background:var(--card);
text-align:center;color:var(--ink2)}
.empty strong{display:block;margin-bottom:.3rem;color:var(--ink);font-size:1.1rem}
code{font:.9em ui-monospace,Menlo,monospace;background:var(--sink);padding:.1em .4em;border-radius:.35em}
footer{margin-top:3rem;padding:1.6rem 0 3rem;border-top:1px solid var(--line);color:var(--ink2);font-size:.875rem}
footer p{margin:.2rem 0}
@media(min-width:44rem){ul{grid-template-columns:repeat(3,minmax(0,1fr));gap:1.4rem 1.1rem}}
@media(min-width:62rem){header{grid-template-columns:1fr 21rem}ul{grid-template-columns:repeat(4,minmax(0,1fr))}}
"""
STEPS = (("看到", "see"), ("种草", "want"), ("下单", "buy"), ("清关", "clear"), ("签收", "receive"), ("晒单", "share"))
DOORS = (
    ("/v1/feeds/discover", "发现", "Discover"),
    ("/openapi.json", "接口说明", "API"),
    ("/ready", "运行状态", "Status"),
)


@get("/", access=ANYONE, media_type="text/html", include_in_schema=False)
async def show_front_page(tx: NamedDependency[Tx]) -> Response[bytes]:
    """The front page: what this is, and what Discover shows to somebody whom nobody knows."""
    page = await discovery.discover(tx, by=Actor(), channel="", after=None, limit=NOTES_SHOWN, now=clock.now())
    style = STYLE + _grounds([item.note for item in page.items])
    return Response(
        _html(style, [item.note for item in page.items]),
        media_type="text/html",
        headers={"Content-Security-Policy": content_policy(style), "Cache-Control": "no-cache"},
    )


def content_policy(style: str) -> str:
    """Nothing may be loaded but our pictures and this one style: no script, no frame, no form."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src 'self'; style-src 'sha256-{digest}'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def _grounds(notes: Sequence[NoteCard]) -> str:
    """Each picture's own colour, seen until it has arrived; in the style because the policy forbids it elsewhere."""
    return "".join(
        f"#n{place}{{background:{note.cover.colour}}}"
        for place, note in enumerate(notes)
        if note.cover and re.fullmatch("#[0-9a-fA-F]{6}", note.cover.colour)
    )


def _html(style: str, notes: Sequence[NoteCard]) -> bytes:
    steps = "".join(f'<li>{zh}<small lang="en">{en}</small></li>' for zh, en in STEPS)
    doors = "".join(
        f'<a href="{url}"><span>{zh} <span lang="en">{en}</span></span><small>{url}</small></a>'
        for url, zh, en in DOORS
    )
    shown = f"<ul>{''.join(_card(place, note) for place, note in enumerate(notes))}</ul>" if notes else _EMPTY
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>种草 Zhongcao</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style}</style></head><body>'
        '<div class="wide"><header><div><h1>种草<span lang="en">Zhongcao</span></h1>'
        '<p class="lead">大家晒自己真正在用的东西，商城就卖这些东西：从一篇笔记，到海关放行的包裹。</p>'
        '<p lang="en">People show each other what they use, and the mall sells exactly that: '
        "from a note in the feed to the parcel that customs released.</p>"
        f"<ol>{steps}</ol></div><nav>{doors}</nav></header>"
        f'<main><h2>发现<small lang="en">Discover</small></h2>{shown}</main>'
        "<footer><p>这里没有网页版商城，只有接口。"
        "文档在源代码的 <code>docs/</code> 里，从 <code>README.md</code> 读起。</p>"
        '<p lang="en">There are no screens here, only the API. Its documents are in <code>docs/</code> of the source; '
        "begin with <code>README.md</code>.</p></footer></div></body></html>"
    ).encode()


def _card(place: int, note: NoteCard) -> str:
    picture = f'<img src="{escape(note.cover.card_url)}" alt="" loading="{_loading(place)}">' if note.cover else ""
    return (
        f'<li><article><div class="picture" id="n{place}">{picture}</div><h3>{escape(note.title)}</h3>'
        f'<p class="by"><span>{escape(note.author.nickname)}</span>'
        f'<span class="likes" aria-label="{note.likes} 赞 likes">♥ {note.likes}</span></p></article></li>'
    )


def _loading(place: int) -> str:
    return "eager" if place < 4 else "lazy"


_EMPTY = (
    '<p class="empty"><strong>还没有笔记</strong>第一篇笔记发表之后，这里就热闹了。<br>'
    '<span lang="en">No notes yet. The first one that is published will stand here.</span></p>'
)

ROUTES = [show_front_page]
