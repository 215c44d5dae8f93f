"""Real-name identity: the number's rules, the vault, reveals, rotation, erasure."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.driving import Browser
from tests.factories.identity import id_number
from zhongcao.identity import rules, service
from zhongcao.identity.errors import RevealRefused
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.http import SYSTEM, Actor
from zhongcao.kit.keyring import KeyRing

Browse = Callable[[], Browser]
TODAY = date(2026, 11, 22)
SAMPLE = "11010519491231002X"
"""The sample number printed in the standard itself."""
NAME = {"name": "林 小满", "id_number": SAMPLE.lower(), "consent_version": rules.CONSENT_VERSION}


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("11010519491231002X", True),
        ("440524188001010014", True),
        ("000000190001010009", True),
        ("110105194912310021", False),
        ("110105194912310020", False),
        ("11010519491231002", False),
        ("110105491231002", False),
        ("1101051949123100XX", False),
        ("", False),
    ],
)
def test_the_vectors_of_the_standard(number: str, valid: bool) -> None:
    assert rules.id_number_is_valid(number, today=TODAY) is valid


def test_a_birthday_that_never_was_is_refused_even_with_the_right_check_sign() -> None:
    for seventeen in ("11010519490230002", "11010519491301002", "11010520991231002"):
        assert not rules.id_number_is_valid(seventeen + rules.check_mark(seventeen), today=TODAY)


def test_numbers_made_for_tests_are_valid_and_belong_to_nobody() -> None:
    made = {id_number(sequence) for sequence in range(3000)}
    assert len(made) == 3000
    assert all(number.startswith("000000") and rules.id_number_is_valid(number, today=TODAY) for number in made)


def test_a_small_x_and_full_width_signs_are_the_same_number() -> None:
    assert rules.normal_id_number(" 11010519491231002x") == SAMPLE
    assert rules.normal_id_number("１１０１０５１９４９１２３１００２Ｘ") == SAMPLE


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes_the_check(value: int, place: int, change: int) -> None:
    digits = f"{value:017d}"
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert rules.check_mark(wrong) != rules.check_mark(digits)


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "･"])
def test_all_middle_dots_are_one(dot: str) -> None:
    assert rules.normal_name(f" 阿依古丽 {dot} 买买提") == "阿依古丽·买买提"


@pytest.mark.parametrize("name", ["", "林", "林1", "·林小", "林小·", "<b>林</b>", "林" * 41])
def test_what_is_no_name(name: str) -> None:
    assert not rules.name_is_plausible(name)


async def test_the_name_is_kept_sealed_and_shown_masked(browse: Browse, tx: Tx, keys: KeyRing) -> None:
    member = await browse().sign_up()
    await member.get("/v1/me/real_name", expect=404)
    person = await member.put("/v1/me/real_name", NAME)
    assert person["masked_name"] == "林**"
    assert person["masked_number"] == "110***********002X"
    assert await member.get("/v1/me/real_name") == person
    kept = (
        await tx.execute(
            text("SELECT * FROM identity.real_name JOIN identity.data_key USING (member_id) WHERE member_id = :member"),
            {"member": member.member_id},
        )
    ).one()
    raw = " ".join(repr(value) for value in kept) + " ".join(value.hex() for value in kept if isinstance(value, bytes))
    for secret in (SAMPLE, "林小满", SAMPLE.encode().hex(), "林小满".encode().hex()):
        assert secret not in raw


async def test_the_same_person_has_one_key_on_two_accounts(browse: Browse) -> None:
    first = await (await browse().sign_up()).put("/v1/me/real_name", NAME)
    second = await (await browse().sign_up()).put("/v1/me/real_name", {**NAME, "id_number": SAMPLE})
    other = {**NAME, "id_number": "440524188001010014"}
    third = await (await browse().sign_up()).put("/v1/me/real_name", other)
    assert first["key"] == second["key"] != third["key"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"id_number": "110105194912310021"}, 422, "identity.id-number-invalid"),
        ({"name": "林1"}, 422, "identity.real-name-malformed"),
        ({"consent_version": "1999-01"}, 409, "identity.consent-outdated"),
        ({"verified": True}, 422, "invalid"),
    ],
)
async def test_what_is_refused_leaves_nothing(
    browse: Browse, tx: Tx, change: dict[str, Any], status: int, code: str
) -> None:
    member = await browse().sign_up()
    assert (await member.put("/v1/me/real_name", {**NAME, **change}, expect=status))["code"] == code
    for table in ("real_name", "data_key", "consent"):
        left = text(f"SELECT count(*) FROM identity.{table} WHERE member_id = :member")  # noqa: S608
        assert (await tx.execute(left, {"member": member.member_id})).scalar_one() == 0


async def test_a_reveal_needs_the_role_and_leaves_an_audit_row(browse: Browse, tx: Tx, keys: KeyRing) -> None:
    member = await browse().sign_up()
    await member.put("/v1/me/real_name", NAME)
    wanted = {"member_ids": [member.member_id, 1], "purpose": "declaration 7", "now": clock.now()}
    for roles in ({"admin"}, {"support"}, {"member"}):
        with pytest.raises(RevealRefused):
            await service.reveal_real_names(tx, keys, by=Actor(member_id=9, roles=frozenset(roles)), **wanted)
    statement = text(
        "SELECT subject, action, after FROM identity.audit WHERE action = 'identity.reveal_real_name' AND at >= now()"
    )
    assert (await tx.execute(statement)).all() == []
    opened = await service.reveal_real_names(tx, keys, by=SYSTEM, **wanted)
    assert {key: (value.name, value.id_number) for key, value in opened.items()} == {
        member.member_id: ("林小满", SAMPLE)
    }
    assert SAMPLE not in repr(opened)
    assert (await tx.execute(statement)).all() == [
        (f"member:{member.member_id}", "identity.reveal_real_name", {"purpose": "declaration 7"})
    ]


async def test_sealed_bytes_cannot_be_moved_to_another_member(browse: Browse, tx: Tx, keys: KeyRing) -> None:
    first, second = await browse().sign_up(), await browse().sign_up()
    await first.put("/v1/me/real_name", NAME)
    await second.put("/v1/me/real_name", {**NAME, "id_number": "440524188001010014"})
    for table, columns in (("data_key", ["sealed"]), ("real_name", ["name_sealed", "number_sealed"])):
        for column in columns:
            await tx.execute(
                text(
                    f"UPDATE identity.{table} SET {column} = (SELECT {column} FROM identity.{table}"  # noqa: S608
                    " WHERE member_id = :first) WHERE member_id = :second"
                ),
                {"first": first.member_id, "second": second.member_id},
            )
    with pytest.raises(InvalidTag):
        await service.reveal_real_names(
            tx, keys, member_ids=[second.member_id], purpose="test", by=SYSTEM, now=clock.now()
        )


async def test_a_new_ring_key_seals_all_again_and_the_old_one_may_go(browse: Browse, tx: Tx, keys: KeyRing) -> None:
    await tx.execute(text("UPDATE identity.data_key SET kid = 'k002'"))  # those of other tests are not ours to seal
    members = [await browse().sign_up() for _ in range(3)]
    for member in members:
        await member.put("/v1/me/real_name", NAME)
    both = KeyRing({**keys._keys, "k002": b"2" * 32}, "k002")
    only_new = KeyRing({name: key for name, key in both._keys.items() if name != "k001"}, "k002")
    assert await service.rotate_data_keys(tx, both, limit=2) == 2
    assert await service.rotate_data_keys(tx, both, limit=2) == 1
    assert await service.rotate_data_keys(tx, both, limit=2) == 0
    opened = await service.reveal_real_names(
        tx, only_new, member_ids=[m.member_id for m in members], purpose="test", by=SYSTEM, now=clock.now()
    )
    assert {value.id_number for value in opened.values()} == {SAMPLE}
    assert len(opened) == 3


async def test_erasure_destroys_the_key(browse: Browse, tx: Tx, keys: KeyRing) -> None:
    member = await browse().sign_up()
    await member.put("/v1/me/real_name", NAME)
    mine = {"member": member.member_id}
    found = text("SELECT number_sealed FROM identity.real_name WHERE member_id = :member")
    kept = (await tx.execute(found, mine)).scalar_one()
    await member.delete("/v1/me/real_name", expect=204)
    await member.get("/v1/me/real_name", expect=404)
    await member.delete("/v1/me/real_name", expect=404)
    assert (
        await tx.execute(text("SELECT count(*) FROM identity.data_key WHERE member_id = :member"), mine)
    ).scalar_one() == 0
    assert (
        await tx.execute(text("SELECT withdrawn_at IS NOT NULL FROM identity.consent WHERE member_id = :member"), mine)
    ).scalar_one() is True
    # a copy in a backup is useless: a later key of the same member does not open it
    await member.put("/v1/me/real_name", NAME)
    await tx.execute(
        text("UPDATE identity.real_name SET number_sealed = :kept WHERE member_id = :member"), {"kept": kept, **mine}
    )
    with pytest.raises(InvalidTag):
        await service.reveal_real_names(
            tx, keys, member_ids=[member.member_id], purpose="test", by=SYSTEM, now=clock.now()
        )
