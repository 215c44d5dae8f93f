"""Serving, claiming, drawing later, taking down."""

import io
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar
from PIL import Image
from sqlalchemy import text

from tests.driving import Browser
from tests.factories.identity import staff
from tests.factories.media import drawing, encoded, upload
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx
from zhongcao.kit.jobs import Work
from zhongcao.kit.objects import Objects
from zhongcao.media import jobs, rules, service
from zhongcao.media.errors import PictureNotYours
from zhongcao.media.schemas import UndrawnPicture

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]


async def _get(app: Litestar, url: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.get(url, headers=named)


async def test_pictures_are_served_as_nothing_but_pictures(browse: Browse, app: Litestar) -> None:
    picture = await upload(await browse().sign_up())
    answer = await _get(app, picture["card_url"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept"
    assert "content-encoding" not in answer.headers
    again = await _get(app, picture["card_url"], If_None_Match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    other = await _get(app, picture["card_url"], If_None_Match='"something else"')
    assert other.status_code == 200
    avif = await _get(app, picture["card_url"], Accept="image/avif,image/webp,*/*")
    assert avif.headers["content-type"] == "image/avif"
    assert avif.headers["etag"] != answer.headers["etag"]
    assert len(avif.content) < len(answer.content) * 2


@pytest.mark.parametrize(
    "name",
    ["x", "..%2f..%2fetc%2fpasswd", "a" * 40 + "-card.svg", "a" * 40 + "-huge.webp", "a" * 40 + "-card.webp", "%00"],
)
async def test_other_names_are_not_there(app: Litestar, name: str) -> None:
    answer = await _get(app, f"/media/{name}")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


async def test_the_same_picture_twice_is_stored_once(browse: Browse) -> None:
    first, second = await upload(await browse().sign_up()), await upload(await browse().sign_up())
    assert first["id"] != second["id"]
    assert first["full_url"] == second["full_url"]
    other = await upload(await browse().sign_up(), seed=2)
    assert other["full_url"] != first["full_url"]
    assert other["placeholder"] != first["placeholder"]


async def test_only_the_owner_claims_a_picture(browse: Browse, tx: Tx) -> None:
    owner, stranger = await browse().sign_up(), await browse().sign_up()
    mine, theirs = int((await upload(owner))["id"]), int((await upload(stranger))["id"])
    for ids in ([mine, theirs], [mine, 5], [theirs]):
        with pytest.raises(PictureNotYours):
            async with tx.begin_nested():
                await service.claim(tx, owner_id=owner.member_id, picture_ids=ids, now=clock.now())
    claimed = text("SELECT count(*) FROM media.picture WHERE claimed_at >= now()")
    assert (await tx.execute(claimed)).scalar_one() == 0
    found = await service.claim(tx, owner_id=owner.member_id, picture_ids=[mine, mine], now=clock.now())
    assert list(found) == [mine]
    assert (await tx.execute(claimed)).scalar_one() == 1
    assert await service.pictures(tx, [mine, 5]) == found


async def test_unused_uploads_are_removed_and_used_ones_stay(browse: Browse, app: Litestar, tx: Tx, work: Work) -> None:
    member = await browse().sign_up()
    used, unused = await upload(member, seed=1), await upload(member, seed=2)
    twin = await upload(member, seed=1)
    await service.claim(tx, owner_id=member.member_id, picture_ids=[int(used["id"])], now=clock.now())
    await tx.execute(text("UPDATE media.picture SET added_at = added_at - interval '3 days'"))
    await tx.commit()
    assert await jobs.remove_unused_uploads(work) == 6
    assert (await _get(app, unused["card_url"])).status_code == 404
    assert (await _get(app, used["card_url"])).status_code == 200
    assert list(await service.pictures(tx, [int(item["id"]) for item in (used, unused, twin)])) == [int(used["id"])]
    assert await jobs.remove_unused_uploads(work) == 0


async def test_a_drawn_picture_has_an_address_before_it_has_bytes(browse: Browse, app: Litestar, tx: Tx) -> None:
    member, objects = await browse().sign_up(), app.state["objects"]
    recipe = UndrawnPicture(id=77, width=600, height=800, colour="#aabbcc", recipe={"seed": 7})
    for _ in range(2):
        await service.add_undrawn(tx, owner_id=member.member_id, recipes=[recipe], now=clock.now())
    before = (await service.pictures(tx, [77]))[77]
    assert (before.width, before.height, before.colour, len(before.placeholder)) == (600, 800, "#aabbcc", 6)
    clear = await _get(app, before.card_url)
    assert (clear.status_code, clear.headers["cache-control"]) == (200, "no-store"), "nobody keeps what is on its way"
    assert Image.open(io.BytesIO(clear.content)).convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
    assert (await _get(app, before.card_url.replace(before.card_url[7:47], "0" * 40))).status_code == 404
    (waiting,) = await service.list_undrawn(tx, limit=10)
    assert (waiting.id, waiting.recipe) == (77, {"seed": 7})
    drawn = rules.render(drawing(600, 800), avif=False)
    after = await service.fill_drawn(tx, objects, picture_id=77, rendered=drawn, now=clock.now())
    assert (after.card_url, after.width, after.height) == (before.card_url, 600, 800)
    assert len(after.placeholder) == 28
    shown = await _get(app, after.card_url, Accept="image/avif")
    assert shown.headers["content-type"] == "image/webp"
    assert await service.list_undrawn(tx, limit=10) == []
    assert await service.fill_drawn(tx, objects, picture_id=77, rendered=drawn, now=clock.now()) == after


async def test_a_refused_picture_is_gone_and_its_likes_stay_out(
    browse: Browse, app: Litestar, sessions: Sessions, drain: Drain, tx: Tx
) -> None:
    member, moderator = await browse().sign_up(), await staff(sessions, browse(), "moderator")
    picture = await upload(member, seed=3)
    await moderator.put(f"/v1/console/pictures/{picture['id']}/refusal", {"reason": "stolen"}, expect=204)
    await moderator.put(f"/v1/console/pictures/{picture['id']}/refusal", {"reason": "stolen"}, expect=204)
    await moderator.put("/v1/console/pictures/5/refusal", {"reason": "stolen"}, expect=404)
    await member.put(f"/v1/console/pictures/{picture['id']}/refusal", {"reason": "x"}, expect=403)
    assert await service.pictures(tx, [int(picture["id"])]) == {}
    await drain("remove_refused")
    assert (await _get(app, picture["full_url"])).status_code == 404
    similar = encoded(drawing(500, 620, seed=3), "WEBP", quality=60)
    assert (await upload(member, similar, expect=422))["code"] == "media.picture-banned"
    await upload(member, seed=4)


async def test_an_avatar_is_one_of_my_pictures(browse: Browse) -> None:
    member, stranger = await browse().sign_up(), await browse().sign_up()
    picture = await upload(member)
    assert (await stranger.put("/v1/me/avatar", {"picture": picture["id"]}, expect=409))["details"] == {
        "pictures": [picture["id"]]
    }
    assert (await stranger.get("/v1/me"))["avatar_url"] is None
    await member.put("/v1/me/avatar", {"picture": picture["id"]})
    assert (await stranger.get(f"/v1/members/{member.member_id}"))["avatar_url"] == picture["thumb_url"]


def test_a_perceptual_hash_survives_scaling_and_saving() -> None:
    original = drawing(800, 1000, seed=9)
    near = Image.open(io.BytesIO(encoded(original.resize((333, 420)), quality=40)))
    far = drawing(800, 1000, seed=10)
    mask = (1 << 64) - 1
    base = rules.perceptual_hash(original)
    assert ((base ^ rules.perceptual_hash(near)) & mask).bit_count() <= 4
    assert ((base ^ rules.perceptual_hash(far)) & mask).bit_count() > 12
    assert -(2**63) <= base < 2**63
    assert not rules.names_one_picture(rules.perceptual_hash(Image.new("RGB", (50, 50), "red")))


def test_the_placeholder_of_one_colour_has_that_colour() -> None:
    placeholder = rules.placeholder_of(Image.new("RGB", (20, 20), "#3366cc"))
    assert placeholder[0] == "L"  # 4 by 3 components
    assert placeholder[2:6] == rules.plain_placeholder("#3366cc")[2:]
    assert rules.average_colour(Image.new("RGB", (20, 20), "#3366cc")) == "#3366cc"


def test_states_only_go_forward() -> None:
    assert rules.TRANSITIONS[rules.PictureState.REFUSED] == frozenset()
    assert set(rules.TRANSITIONS) == set(rules.PictureState)


@pytest.mark.parametrize(
    ("size", "frames", "refusal"),
    [
        ((8000, 5000), 1, None),
        ((8001, 5000), 1, "too-many-pixels"),
        ((16_385, 1), 1, "too-many-pixels"),
        ((0, 5), 1, "empty"),
        ((1000, 1000), 100, None),
        ((1000, 1000), 101, "too-many-frames"),
        ((10, 10), 201, "too-many-frames"),
    ],
)
def test_header_limits(size: tuple[int, int], frames: int, refusal: str | None) -> None:
    assert rules.header_refusal(width=size[0], height=size[1], frames=frames) == refusal


async def test_the_object_store_keeps_what_it_is_given(app: Litestar) -> None:
    objects: Objects = app.state["objects"]
    assert await service.read_file(objects, key="a" * 40, size="card", kinds=("avif", "webp")) is None
    await objects.put("media/" + "a" * 40 + "-card.webp", b"x")
    assert await service.read_file(objects, key="a" * 40, size="card", kinds=("avif", "webp")) == ("webp", b"x")
    assert rules.UNCLAIMED_DAYS * timedelta(days=1) == timedelta(days=2)
