"""The verbs and questions of media."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from zhongcao.identity import service as identity
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.objects import Objects
from zhongcao.media import rules, store
from zhongcao.media.errors import PictureBanned, PictureNotFound, PictureNotYours
from zhongcao.media.events import PictureRefused
from zhongcao.media.rules import PictureState, Rendered
from zhongcao.media.schemas import Picture, UndrawnPicture, WaitingPicture
from zhongcao.media.store import picture_of as picture_of

KEY_LENGTH = 40
FOLDER = "media"


def as_picture(told: Sequence[Any]) -> Picture:
    """A picture out of a row, or out of what `picture_of` answers."""
    number, key, width, height, colour, placeholder = told
    return Picture(
        id=str(number),
        width=width,
        height=height,
        colour=colour,
        placeholder=placeholder,
        thumb_url=f"/media/{key}-thumb.webp",
        card_url=f"/media/{key}-card.webp",
        full_url=f"/media/{key}-full.webp",
    )


async def pictures(tx: Tx | ReadTx, ids: Iterable[int]) -> dict[int, Picture]:
    """Pictures by id, for cards and pages; unknown and refused ones are left out."""
    wanted = set(ids)
    return {row.id: as_picture(row) for row in await store.list_pictures(tx, wanted)} if wanted else {}


async def palettes(tx: Tx | ReadTx, ids: Iterable[int]) -> dict[int, list[tuple[int, int, int]]]:
    """The colours of some pictures, some across and some down; unknown and refused ones are left out."""
    found = await pictures(tx, ids)
    return {key: rules.colours_of(picture.placeholder) for key, picture in found.items()}


async def keep_picture(tx: Tx, objects: Objects, *, owner_id: int, rendered: Rendered, now: datetime) -> Picture:
    """Keep a cleaned upload: first its bytes, named by what they are, then its row."""
    if rules.names_one_picture(rendered.phash) and await store.is_banned(tx, rendered.phash):
        raise PictureBanned()
    key = hashlib.sha256(rendered.files["full.webp"]).hexdigest()[:KEY_LENGTH]
    await _put_files(objects, key, rendered)
    picture_id = new_id()
    values = {
        "owner_id": owner_id,
        "id": picture_id,
        "state": PictureState.READY.value,
        "key": key,
        "width": rendered.width,
        "height": rendered.height,
        "colour": rendered.colour,
        "placeholder": rendered.placeholder,
        "phash": rendered.phash,
        "added_at": now,
    }
    await store.add_pictures(tx, [values])
    return (await pictures(tx, [picture_id]))[picture_id]


async def _put_files(objects: Objects, key: str, rendered: Rendered) -> None:
    for name, content in rendered.files.items():
        await objects.put(f"{FOLDER}/{key}-{name}", content)


async def claim(tx: Tx, *, owner_id: int, picture_ids: Sequence[int], now: datetime) -> dict[int, Picture]:
    """Use pictures of one's own in a note or a profile; refuses all when one is another's, refused or unknown."""
    wanted = set(picture_ids)
    if not wanted:
        return {}
    found = {row.id: as_picture(row) for row in await store.claim_pictures(tx, owner_id=owner_id, ids=wanted, now=now)}
    if absent := sorted(wanted - set(found)):
        raise PictureNotYours(pictures=[str(picture_id) for picture_id in absent])
    return found


async def add_undrawn(tx: Tx, *, owner_id: int, recipes: Sequence[UndrawnPicture], now: datetime) -> None:
    """Add pictures that our own code draws later. Equal recipes share their bytes; adding again changes nothing."""
    rows = [
        {
            "owner_id": owner_id,
            "id": item.id,
            "state": PictureState.UNDRAWN.value,
            "key": _recipe_key(item),
            "width": item.width,
            "height": item.height,
            "colour": item.colour,
            "placeholder": rules.plain_placeholder(item.colour),
            "recipe": item.recipe,
            "added_at": now,
            "claimed_at": now,
        }
        for item in recipes
    ]
    for start in range(0, len(rows), 1000):
        await store.add_pictures(tx, rows[start : start + 1000])


def _recipe_key(item: UndrawnPicture) -> str:
    raw = msgspec.json.encode([item.width, item.height, item.recipe], order="deterministic")
    return hashlib.sha256(b"recipe:" + raw).hexdigest()[:KEY_LENGTH]


async def list_undrawn(tx: Tx | ReadTx, *, limit: int = 50) -> list[WaitingPicture]:
    """Pictures that wait to be drawn, the oldest first."""
    return [
        WaitingPicture(id=row.id, owner_id=row.owner_id, width=row.width, height=row.height, recipe=row.recipe)
        for row in await store.list_undrawn(tx, limit=limit)
    ]


async def is_undrawn(tx: Tx | ReadTx, *, key: str) -> bool:
    """Whether a picture of this name is on its way: it has an address, and its bytes come."""
    return await store.is_undrawn(tx, key)


async def fill_drawn(tx: Tx, objects: Objects, *, picture_id: int, rendered: Rendered, now: datetime) -> Picture:
    """Keep what our own code drew for a waiting picture; a picture that waits no more stays as it is."""
    row = await store.lock_picture(tx, picture_id)
    if row is None:
        raise PictureNotFound(picture=str(picture_id))
    if row.state == PictureState.UNDRAWN:
        await _put_files(objects, row.key, rendered)
        values = {
            "state": _advance(row.state, PictureState.READY),
            "width": rendered.width,
            "height": rendered.height,
            "colour": rendered.colour,
            "placeholder": rendered.placeholder,
            "phash": rendered.phash,
        }
        await store.set_picture(tx, owner_id=row.owner_id, picture_id=picture_id, values=values)
    return (await pictures(tx, [picture_id]))[picture_id]


def _advance(state: str, to: PictureState) -> str:
    assert to in rules.TRANSITIONS[PictureState(state)], f"a picture cannot go from {state} to {to}"
    return to.value


async def refuse_picture(tx: Tx, *, picture_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Take a picture down: it is shown nowhere, its bytes are removed, and its likes are not let in again."""
    row = await store.lock_picture(tx, picture_id)
    if row is None:
        raise PictureNotFound(picture=str(picture_id))
    if row.state == PictureState.REFUSED:
        return
    values = {"state": _advance(row.state, PictureState.REFUSED)}
    await store.set_picture(tx, owner_id=row.owner_id, picture_id=picture_id, values=values)
    if row.phash is not None and rules.names_one_picture(row.phash):
        await store.add_ban(tx, phash=row.phash, reason=reason, now=now)
    await identity.record_audit(
        tx, by=by, action="media.refuse_picture", subject=f"picture:{picture_id}", after={"reason": reason}, now=now
    )
    outbox.emit(tx, PictureRefused(picture=picture_id, owner=row.owner_id))


async def set_avatar(tx: Tx, *, member_id: int, picture_id: int, now: datetime) -> Picture:
    """Show one of the member's own pictures beside their name."""
    picture = (await claim(tx, owner_id=member_id, picture_ids=[picture_id], now=now))[picture_id]
    changes = {"avatar_url": picture.thumb_url}
    await identity.change_profile(tx, member_id=member_id, changes=changes, now=now)
    return picture


async def forget_unclaimed(tx: Tx, *, now: datetime, limit: int = 200) -> list[str]:
    """Forget uploads that nobody used; answers the names of the objects to remove."""
    before = now - timedelta(days=rules.UNCLAIMED_DAYS)
    return _object_names(await store.drop_unclaimed(tx, before=before, limit=limit))


async def take_refused(tx: Tx, *, now: datetime, limit: int = 200) -> tuple[int, list[str]]:
    """Refused pictures whose bytes are still there: how many, and the names of the objects to remove."""
    count, keys = await store.take_refused(tx, now=now, limit=limit)
    return count, _object_names(keys)


def _object_names(keys: Sequence[str]) -> list[str]:
    return [f"{FOLDER}/{key}-{size}.{kind}" for key in keys for size in rules.WIDTHS for kind in ("webp", "avif")]


async def read_file(objects: Objects, *, key: str, size: str, kinds: Sequence[str]) -> tuple[str, bytes] | None:
    """The first of these encodings that there is of a picture, with its bytes."""
    for kind in kinds:
        content = await objects.get(f"{FOLDER}/{key}-{size}.{kind}")
        if content is not None:
            return kind, content
    return None


async def forget_member(tx: Tx, *, member_id: int) -> None:
    """Take all of a member's pictures down; nothing is held against pictures like them."""
    await store.refuse_all_of(tx, member_id)
