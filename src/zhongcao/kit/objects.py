"""The object store: content under names, in a local folder or on S3, through the same few verbs."""

from pathlib import Path
from typing import Protocol, runtime_checkable

import obstore
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from zhongcao.kit.settings import Settings


@runtime_checkable
class Objects(Protocol):
    """Where pictures, exports and the lake lie; names use `/`, contents never change under a name."""

    async def put(self, name: str, content: bytes) -> None:
        """Store content under a name, whole or not at all."""

    async def get(self, name: str) -> bytes | None:
        """The content under a name, or None."""

    async def delete(self, name: str) -> None:
        """Remove a name; absent is fine."""


class StoredObjects:
    """Objects in any store that obstore speaks to."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, name: str, content: bytes) -> None:
        """Store content under a name, whole or not at all."""
        await obstore.put_async(self._store, name, content)

    async def get(self, name: str) -> bytes | None:
        """The content under a name, or None."""
        try:
            answer = await obstore.get_async(self._store, name)
        except FileNotFoundError:
            return None
        return bytes(await answer.bytes_async())

    async def delete(self, name: str) -> None:
        """Remove a name; absent is fine."""
        try:
            await obstore.delete_async(self._store, name)
        except FileNotFoundError:
            return


def open_objects(settings: Settings) -> Objects:
    """The object store that the settings name: a folder under data_dir, or s3://bucket/prefix (keys from AWS_*)."""
    if settings.objects_url.startswith("s3://"):
        return StoredObjects(S3Store.from_url(settings.objects_url))
    folder = Path(settings.data_dir) / "objects"
    folder.mkdir(parents=True, exist_ok=True)
    return StoredObjects(LocalStore(prefix=folder.resolve()))


def memory_objects() -> Objects:
    """A store that forgets, for tests."""
    return StoredObjects(MemoryStore())
