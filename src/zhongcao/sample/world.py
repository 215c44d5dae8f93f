"""Plants the sample world into an empty shop, in one transaction: either all of it is there, or nothing."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from zhongcao.discovery import service as discovery
from zhongcao.identity import service as identity
from zhongcao.identity.rules import CONSENT_VERSION, check_mark
from zhongcao.identity.schemas import MemberRow
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings
from zhongcao.media import service as media
from zhongcao.sample import logins, occasions, stocking, telling, trials
from zhongcao.sample.drawing import AvatarRecipe
from zhongcao.sample.imagined import SEED, World, make_world
from zhongcao.sample.naming import Ids
from zhongcao.sample.people import Person
from zhongcao.sample.sketches import sketch_avatar

Say = Callable[[str], None]


async def plant(sessions: Sessions, settings: Settings, keys: KeyRing, say: Say) -> None:
    """Let the sample world move in; where it lives already, nothing changes."""
    now = clock.now()
    say(f"thinking it up (seed {SEED})")
    world = make_world(day_in_china(now))
    ids = Ids(now)
    async with begin(sessions) as tx:
        if await identity.cards(tx, [ids.member(world.people[0].key)]):
            return
        say("logins")
        staff = await open_logins(tx, settings, say, now)
        await _furnish(tx, keys, member_id=staff[logins.MEMBER].member_id, now=now)
        say("members")
        house = staff["admin"].member_id  # all drawn pictures are the house's own
        await _settle(tx, world, ids, owner=house, now=now)
        await _give_faces(tx, staff, ids, owner=house, now=now)
        say("notes")
        # Told first, so that the feeds hear of the notes before some two thousand facts about stock.
        await telling.tell(tx, world, ids, owner=house, now=now)
        say("goods and stock")
        await stocking.fill_warehouses(tx, world, ids, buyer=staff["buyer"], warehouse=staff["warehouse"], now=now)
        await stocking.list_goods(tx, world, ids, owner=house, now=now)
        say("sales and new goods")
        await occasions.plant_occasions(tx, world, ids, buyer=staff["buyer"], editor=staff["editor"], now=now)
        say("feeds")
        await discovery.rebuild(tx, now=now)  # full from the first page on; the worker would take half a minute
        await occasions.pick_some_notes(tx, editor=staff["editor"], now=now)
        say("experiments")
        await trials.plant_trials(tx, editor=staff["editor"], seed=SEED, now=now)
        say("done; pictures follow")


async def open_logins(tx: Tx, settings: Settings, say: Say, now: datetime) -> dict[str, Actor]:
    """An account for each role: known passwords for looking around, random ones anywhere else."""
    known = settings.environment in ("development", "test")
    staff: dict[str, Actor] = {}
    for login in logins.DEMO_LOGINS:
        password = login.password if known else secrets.token_urlsafe(18)
        signed = await identity.sign_up(
            tx,
            login=login.name,
            password=password,
            nickname=logins.NICKNAMES[login.role],
            network="",
            settings=settings,
            now=now,
        )
        member_id = int(signed.member.id)
        if login.role != logins.MEMBER:
            await identity.grant_role(tx, member_id=member_id, role=login.role, by=_SYSTEM, now=now)
        staff[login.role] = Actor(member_id=member_id, roles=frozenset({"member", login.role}))
        if not known:
            say(f"{login.name} {password}")
    return staff


_SYSTEM = Actor(roles=frozenset({"system"}))


async def _furnish(tx: Tx, keys: KeyRing, *, member_id: int, now: datetime) -> None:
    """What the demo member needs to buy at once: an address and a real name, both of nobody."""
    home = logins.DEMO_HOME
    await identity.add_address(
        tx,
        member_id=member_id,
        recipient=home.name,
        phone=home.phone,
        division_code=home.division_code,
        district=home.district,
        street=home.street,
        now=now,
    )
    await identity.keep_real_name(
        tx,
        keys,
        member_id=member_id,
        name=home.name,
        id_number=home.id_start + check_mark(home.id_start),
        consent_version=CONSENT_VERSION,
        now=now,
    )


async def _settle(tx: Tx, world: World, ids: Ids, *, owner: int, now: datetime) -> None:
    """Members with their drawn faces."""
    sketches = [sketch_avatar(ids.face(person.key), person.avatar) for person in world.people]
    await media.add_undrawn(tx, owner_id=owner, recipes=sketches, now=now)
    faces = await media.pictures(tx, [ids.face(person.key) for person in world.people])
    await identity.import_members(
        tx, [_member(person, ids, faces[ids.face(person.key)].thumb_url, now) for person in world.people]
    )


async def _give_faces(tx: Tx, staff: dict[str, Actor], ids: Ids, *, owner: int, now: datetime) -> None:
    """The demo people are drawn like everybody else."""
    faces = {role: ids.staff_face(place) for place, role in enumerate(staff)}
    sketches = [
        sketch_avatar(face, AvatarRecipe(style=logins.FACES[role], seed=SEED + place))
        for place, (role, face) in enumerate(faces.items())
    ]
    await media.add_undrawn(tx, owner_id=owner, recipes=sketches, now=now)
    drawn = await media.pictures(tx, list(faces.values()))
    for role, face in faces.items():
        changes = {"avatar_url": drawn[face].thumb_url}
        await identity.change_profile(tx, member_id=staff[role].member_id, changes=changes, now=now)


def _member(person: Person, ids: Ids, avatar_url: str, now: datetime) -> MemberRow:
    return MemberRow(
        id=ids.member(person.key),
        nickname=person.nickname,
        avatar_url=avatar_url,
        gender=person.gender,
        birth_year=person.birth_year,
        city=person.city.name,
        skin_type=person.skin_type,
        interests=list(person.interests),
        joined_at=now - timedelta(days=person.joined_days_ago),
    )
