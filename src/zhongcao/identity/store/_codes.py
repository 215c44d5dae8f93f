"""SQL of codes that set a new password."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.identity.tables import LoginRow, PasswordCodeRow
from zhongcao.kit.db import ReadTx, Tx

C = PasswordCodeRow
_MEMBER_OF = select(LoginRow.member_id).where(LoginRow.login == bindparam("login"))
_FIND = select(C.member_id, C.code_hash, C.expires_at, C.guesses).where(C.login == bindparam("login")).with_for_update()
_GUESS = (
    update(C)
    .where(C.login == bindparam("of_login"), C.expires_at > bindparam("now"), C.guesses < bindparam("most"))
    .values(guesses=C.guesses + 1)
    .returning(C.guesses)
)
_TAKE = text(
    """
    UPDATE identity.password_code
    SET tries = tries + 1, due_at = CASE WHEN tries + 1 < :tries THEN cast(:again_at AS timestamptz) END
    WHERE login IN (
        SELECT login FROM identity.password_code WHERE due_at <= :now ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    RETURNING login, sealed, expires_at
    """
)
_SENT = (
    update(C).where(C.login == bindparam("of_login"), C.sealed == bindparam("as_sent")).values(sealed=None, due_at=None)
)
_DROP = delete(C).where(C.login == bindparam("login"))


async def member_of_login(tx: Tx | ReadTx, login: str) -> int | None:
    """Who holds a login."""
    return await tx.scalar(_MEMBER_OF, {"login": login})


async def put_code(tx: Tx, values: dict[str, Any]) -> None:
    """Keep a code in place of the one before, which is dead from now on."""
    fresh = {**values, "guesses": 0, "tries": 0}
    statement = insert(C).values(fresh)
    await tx.execute(statement.on_conflict_do_update(index_elements=[C.login], set_=fresh))


async def lock_code(tx: Tx, login: str) -> Any | None:
    """The code that a login waits for, held until the end of the transaction."""
    return (await tx.execute(_FIND, {"login": login})).one_or_none()


async def count_guess(tx: Tx, login: str, *, now: datetime, most: int) -> bool:
    """Count a guess before it is looked at; false when there is no code that may be guessed any more."""
    return await tx.scalar(_GUESS, {"of_login": login, "now": now, "most": most}) is not None


async def take_letters(tx: Tx, *, now: datetime, again_at: datetime, tries: int, limit: int) -> Sequence[Any]:
    """Codes whose letters are due; another worker sees them again only after a while."""
    given = {"now": now, "again_at": again_at, "tries": tries, "most": limit}
    return (await tx.execute(_TAKE, given)).all()


async def mark_letter_sent(tx: Tx, login: str, sealed: bytes) -> None:
    """The letter is out: what was sealed is forgotten, unless a newer code took its place."""
    await tx.execute(_SENT, {"of_login": login, "as_sent": sealed})


async def drop_code(tx: Tx, login: str) -> None:
    """A code is used up."""
    await tx.execute(_DROP, {"login": login})


async def drop_dead_codes(tx: Tx, *, before: datetime, limit: int) -> int:
    """Forget codes that nobody typed in."""
    dead = select(C.login).where(C.expires_at < before).limit(limit)
    return len((await tx.execute(delete(C).where(C.login.in_(dead)).returning(C.login))).all())
