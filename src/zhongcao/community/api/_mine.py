"""What only a member sees of themselves: liked notes, albums, blocks, purchases to write about."""

from typing import Annotated

from litestar import delete, get, patch
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from zhongcao.community import service
from zhongcao.community.errors import AlbumExists, AlbumNotFound, NoteInvalid
from zhongcao.community.schemas import Album, AlbumInput, NoteCard, UnsharedPurchase
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import MEMBER, Actor, CursorText, PageSize

AlbumId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="An album of mine.")]


@get("/v1/me/likes", access=MEMBER, refusals=(CursorUnreadable,))
async def list_likes(
    read: NamedDependency[ReadTx], actor: NamedDependency[Actor], cursor: CursorText = None, limit: PageSize = 20
) -> Page[NoteCard]:
    """Notes that I liked, the last liked first."""
    return await service.list_liked(read, by=actor, after=cursor, limit=limit)


@patch("/v1/me/albums/{album:int}", access=MEMBER, refusals=(AlbumNotFound, AlbumExists, NoteInvalid))
async def rename_album(
    album: AlbumId, data: JSONBody[AlbumInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Album:
    """Give an album another name."""
    return await service.rename_album(tx, by=actor, album_id=album, name=data.name)


@delete("/v1/me/albums/{album:int}", access=MEMBER, refusals=(AlbumNotFound,))
async def remove_album(album: AlbumId, tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Remove an album; the notes in it stay kept, in the default album."""
    await service.remove_album(tx, by=actor, album_id=album)


@get("/v1/me/blocks", access=MEMBER, refusals=(CursorUnreadable,))
async def list_blocks(
    read: NamedDependency[ReadTx], actor: NamedDependency[Actor], cursor: CursorText = None, limit: PageSize = 20
) -> Page[MemberCard]:
    """Whom I have blocked."""
    return await service.list_blocked(read, by=actor, after=cursor, limit=limit)


@get("/v1/me/purchases_to_share", access=MEMBER)
async def list_purchases_to_share(
    read: NamedDependency[ReadTx], actor: NamedDependency[Actor]
) -> list[UnsharedPurchase]:
    """What I bought here and received and have not written about yet, the latest first."""
    return await service.list_unshared_purchases(read, by=actor)


ROUTES = [list_likes, rename_album, remove_album, list_blocks, list_purchases_to_share]
