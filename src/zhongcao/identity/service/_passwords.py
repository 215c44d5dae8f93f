"""Hashing of passwords: argon2id in a thread, two at a time, so that sign-ins never starve the loop or the pool."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from zhongcao.identity import rules
from zhongcao.identity.errors import PasswordWeak

TIME_COST, PARALLELISM = 2, 1
AT_ONCE = 2
_turns = asyncio.Semaphore(AT_ONCE)


def refuse_weak(password: str, *, login: str = "", nickname: str = "") -> None:
    """Refuse a password that may not be used, and say why."""
    if weakness := rules.password_weakness(password, login=login, nickname=nickname):
        raise PasswordWeak(reason=weakness, least=rules.PASSWORD_LENGTH_MIN)


@asynccontextmanager
async def turn() -> AsyncIterator[None]:
    """A turn at hashing. Taken before the first statement: who waits here holds no database connection."""
    async with _turns:
        yield


async def hash_password(password: str, *, memory_kib: int) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    return await asyncio.to_thread(_hasher(memory_kib).hash, password)


async def password_fits(password_hash: str | None, password: str, *, memory_kib: int) -> bool:
    """Whether a password belongs to a hash; without a hash the same work is done for the answer no."""
    hasher = _hasher(memory_kib)
    if password_hash is None:
        await asyncio.to_thread(_verify, hasher, _dummy(memory_kib), password)
        return False
    return await asyncio.to_thread(_verify, hasher, password_hash, password)


def needs_rehash(password_hash: str, *, memory_kib: int) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher(memory_kib).check_needs_rehash(password_hash)


def _verify(hasher: PasswordHasher, password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=TIME_COST, memory_cost=memory_kib, parallelism=PARALLELISM, type=Type.ID)


@cache
def _dummy(memory_kib: int) -> str:
    return _hasher(memory_kib).hash("nobody has this password")
