"""What identity does by itself: seal the audit log, forget dead sessions."""

import asyncio

from zhongcao.identity import service
from zhongcao.identity.gateways import LettersAway, open_letters
from zhongcao.identity.schemas import Letter
from zhongcao.kit import clock, log
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every


@every(seconds=2)
async def seal_the_audit_log(work: Work) -> int:
    """Link new audit rows into the chain."""
    async with begin(work.sessions) as tx:
        return await service.seal_audit(tx)


@every(seconds=3600)
async def forget_dead_sessions(work: Work) -> int:
    """Remove sessions that nobody can use any more."""
    async with begin(work.sessions) as tx:
        return await service.forget_ended_sessions(tx, now=clock.now())


@every(seconds=60)
async def seal_keys_again(work: Work) -> int:
    """After a new key entered the ring: seal members' own keys under it, some hundred at a time."""
    async with begin(work.sessions) as tx:
        return await service.rotate_data_keys(tx, work.keys)


@every(seconds=1)
async def send_letters(work: Work) -> int:
    """Send codes to whoever asked for one, all at once: a server that hangs holds up nobody else's letter.

    What could not be sent is tried again in a minute.
    """
    async with begin(work.sessions) as tx:
        due = await service.take_letters(tx, work.keys, now=clock.now())
    gone = await asyncio.gather(*(_send(work, letter) for letter, _ in due), return_exceptions=True)
    sent = [(letter, sealed) for (letter, sealed), is_gone in zip(due, gone, strict=True) if is_gone is True]
    for letter, sealed in sent:
        async with begin(work.sessions) as tx:
            await service.mark_letter_sent(tx, recipient=letter.recipient, sealed=sealed)
    for fault in gone:  # of a fault in one letter the others, which are out, are told first: none goes out twice
        if isinstance(fault, BaseException):
            raise fault
    return len(sent)


async def _send(work: Work, letter: Letter) -> bool:
    try:
        await open_letters(work.http, work.settings, work.keys, letter.recipient).send(letter)
    except LettersAway as error:
        log.get("identity").warning("letter not sent", error=str(error))
        return False
    return True


@every(seconds=3600)
async def forget_dead_codes(work: Work) -> int:
    """Forget codes that nobody typed in."""
    async with begin(work.sessions) as tx:
        return await service.forget_dead_codes(tx, now=clock.now())
