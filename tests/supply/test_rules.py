"""Rules of supply: chains of authorisations, warnings, states."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.supply import rules
from zhongcao.supply.rules import Fault, Goods, Link, Mark, Scope

TODAY = date(2018, 5, 27)
OWNER, AGENT, TRADER = "Shiseido Co.", "Tokyo Agent", "Osaka Trading"
MARK = Mark(id=1, owner=OWNER, nice_class=3, starts_on=date(2010, 1, 1), ends_on=date(2030, 1, 1))


def link(number: int, by: str, to: str, **given: Any) -> Link:
    """An authorisation that is fine by itself."""
    values: dict[str, Any] = {
        "id": number,
        "parent_id": number - 1 if number > 1 else None,
        "grantor": by,
        "grantee": to,
        "level": number,
        "sublicensable": True,
        "territories": frozenset({"CN"}),
        "channels": frozenset({"cbec"}),
        "starts_on": date(2017, 1, 1),
        "ends_on": date(2019, 1, 1),
        "confirmed": True,
    }
    return Link(**{**values, **given})


def chain(
    *, top: dict[str, Any] | None = None, middle: dict[str, Any] | None = None, last: dict[str, Any] | None = None
) -> dict[int, Link]:
    """Owner to agent to trader to us, with some papers changed."""
    links = [
        link(1, OWNER, AGENT, **(top or {})),
        link(2, AGENT, TRADER, **(middle or {})),
        link(3, TRADER, rules.US, **(last or {})),
    ]
    return {one.id: one for one in links}


def found(links: dict[int, Link], mark: Mark = MARK, *, on: date = TODAY, goods: Goods | None = None) -> set[Fault]:
    """The kinds of fault of the chain that ends with link 3."""
    return {one.fault for one in rules.faults(3, links, mark, on=on, goods=goods)}


def test_a_whole_chain_of_three_is_sound() -> None:
    assert found(chain()) == set()
    assert rules.sale_window(3, chain(), MARK) == rules.Window(
        starts_on=date(2017, 1, 1), ends_on=date(2019, 1, 1), nice_class=3, scopes=()
    )


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"middle": {"revoked_on": TODAY}}, Fault.REVOKED),
        ({"top": {"revoked_on": TODAY - timedelta(days=1)}}, Fault.REVOKED),
        ({"top": {"ends_on": TODAY - timedelta(days=1)}}, Fault.EXPIRED),
        ({"last": {"starts_on": TODAY + timedelta(days=1)}}, Fault.NOT_BEGUN),
        ({"middle": {"grantor": "Somebody else"}}, Fault.GRANTOR_NOT_ENTITLED),
        ({"top": {"grantor": "Not the owner"}}, Fault.GRANTOR_NOT_ENTITLED),
        ({"middle": {"sublicensable": False}}, Fault.NOT_SUBLICENSABLE),
        ({"middle": {"level": 3}}, Fault.WRONG_LEVEL),
        ({"top": {"territories": frozenset({"JP"})}}, Fault.TERRITORY),
        ({"last": {"channels": frozenset({"offline"})}}, Fault.CHANNEL),
        ({"middle": {"verified": False}}, Fault.UNVERIFIED),
        ({"last": {"confirmed": False}}, Fault.UNCONFIRMED),
        ({"last": {"grantee": "Another shop"}}, Fault.NOT_FOR_US),
        ({"top": {"parent_id": 3}}, Fault.CYCLE),
        ({"middle": {"parent_id": 99}}, Fault.PARENT_MISSING),
    ],
)
def test_each_break_of_a_chain_is_found(changed: dict[str, Any], fault: Fault) -> None:
    links = chain(**changed)
    assert fault in found(links)
    window = rules.sale_window(3, links, MARK)
    assert window is None or not window.starts_on <= TODAY <= window.ends_on


def test_a_link_that_is_its_own_parent_is_a_cycle() -> None:
    alone = {3: link(3, OWNER, rules.US, parent_id=3)}
    assert found(alone) == {Fault.CYCLE}


def test_a_chain_of_four_is_too_long() -> None:
    links = chain(last={"grantee": "One more"})
    links[4] = link(4, "One more", rules.US)
    assert {one.fault for one in rules.faults(4, links, MARK, on=TODAY)} == {Fault.TOO_LONG}


def test_direct_authorisation_needs_no_confirmation() -> None:
    direct = {3: link(3, OWNER, rules.US, parent_id=None, level=1, confirmed=False, sublicensable=False)}
    assert found(direct) == set()


def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    ends = {"last": {"ends_on": TODAY}}
    assert found(chain(**ends)) == set()
    assert found(chain(**ends), on=TODAY + timedelta(days=1)) == {Fault.EXPIRED}
    assert found(chain(last={"revoked_on": TODAY})) == {Fault.REVOKED}
    assert found(chain(last={"revoked_on": TODAY}), on=TODAY - timedelta(days=1)) == set()


def test_the_trademark_itself_must_hold() -> None:
    ended = Mark(id=1, owner=OWNER, nice_class=3, starts_on=date(2010, 1, 1), ends_on=date(2018, 1, 1))
    assert found(chain(), ended) == {Fault.EXPIRED}
    revoked = Mark(id=1, owner=OWNER, nice_class=3, starts_on=date(2010, 1, 1), revoked_on=TODAY)
    assert found(chain(), revoked) == {Fault.REVOKED}


CREAM = Goods(sku_id=7, category_ids=frozenset({1, 104, 10402}), nice_class=3)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope(categories=frozenset({1})), True),
        (Scope(categories=frozenset({104, 9})), True),
        (Scope(categories=frozenset({2})), False),
        (Scope(skus=frozenset({7})), True),
        (Scope(skus=frozenset({8})), False),
        (Scope(categories=frozenset({2}), skus=frozenset({7})), True),
    ],
)
def test_every_link_must_cover_the_goods(scope: Scope, covered: bool) -> None:
    for place in ("top", "middle", "last"):
        links = chain(**{place: {"scope": scope}})
        assert (found(links, goods=CREAM) == set()) is covered
        window = rules.sale_window(3, links, MARK)
        assert window is not None
        assert rules.may_sell([window], on=TODAY, goods=CREAM) is covered
        assert rules.may_sell([window], on=TODAY)


def test_the_trademark_must_be_of_the_class_of_the_goods() -> None:
    brush = Goods(sku_id=8, category_ids=frozenset({2, 205}), nice_class=21)
    assert found(chain(), goods=brush) == {Fault.CLASS}
    window = rules.sale_window(3, chain(), MARK)
    assert window is not None
    assert not rules.may_sell([window], on=TODAY, goods=brush)


DAYS = st.dates(TODAY - timedelta(days=6), TODAY + timedelta(days=6))
MAYBE_DAY = st.one_of(st.none(), DAYS)
PAPER = st.fixed_dictionaries({"starts_on": DAYS, "ends_on": MAYBE_DAY, "revoked_on": MAYBE_DAY})
LINK = st.fixed_dictionaries(
    {"starts_on": DAYS, "ends_on": MAYBE_DAY, "revoked_on": MAYBE_DAY},
    optional={
        "sublicensable": st.booleans(),
        "confirmed": st.booleans(),
        "level": st.integers(1, 4),
        "grantee": st.sampled_from([AGENT, TRADER, rules.US]),
        "parent_id": st.sampled_from([None, 1, 2, 3]),
        "scope": st.sampled_from([Scope(), Scope(categories=frozenset({104})), Scope(skus=frozenset({8}))]),
    },
)


@given(PAPER, LINK, LINK, LINK)
def test_windows_say_the_same_as_a_look_on_each_day(
    paper: dict[str, Any], top: dict[str, Any], middle: dict[str, Any], last: dict[str, Any]
) -> None:
    mark, links = Mark(id=1, owner=OWNER, nice_class=3, **paper), chain(top=top, middle=middle, last=last)
    window = rules.sale_window(3, links, mark)
    for offset in range(-8, 9):
        day = TODAY + timedelta(days=offset)
        for goods in (None, CREAM):
            looked = rules.faults(3, links, mark, on=day, goods=goods) == []
            assert rules.may_sell([window] if window else [], on=day, goods=goods) is looked


@pytest.mark.parametrize(
    ("days_left", "warned", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (59, 60, None),
        (30, 60, 30),
        (30, None, 30),
        (8, 30, None),
        (7, 30, 7),
        (0, 30, 7),
        (0, 7, None),
        (-1, None, None),
    ],
)
def test_each_warning_is_given_once(days_left: int, warned: int | None, due: int | None) -> None:
    assert rules.due_warning(days_left=days_left, warned_days=warned) == due


def test_an_authorisation_tells_its_last_sixty_days() -> None:
    today = date(2026, 11, 28)
    ends = [None, *(today + timedelta(days=days) for days in (-1, 0, 60, 61))]
    assert [rules.days_left(ends_on=end, today=today) for end in ends] == [None, None, 0, 60, None]


def test_states_name_each_other_and_end_somewhere() -> None:
    assert set(rules.TRANSITIONS) == set(rules.PurchaseState)
    assert set(rules.PROPOSAL_TRANSITIONS) == set(rules.ProposalState)
    assert rules.TRANSITIONS[rules.PurchaseState.RECEIVED] == frozenset()
    assert rules.PROPOSAL_TRANSITIONS[rules.ProposalState.OPEN] == {
        rules.ProposalState.ACCEPTED,
        rules.ProposalState.DECLINED,
    }


def test_a_chain_is_walked_from_the_leaf_to_the_owner() -> None:
    links = chain()
    assert rules.chain_of(3, links) == ([links[3], links[2], links[1]], [])


def test_a_walk_that_breaks_says_where() -> None:
    links = chain()
    del links[1]
    assert rules.chain_of(3, links) == ([links[3], links[2]], [rules.Finding(fault=Fault.PARENT_MISSING, link_id=2)])
    round_trip = chain(top={"parent_id": 3})
    walked, broken = rules.chain_of(3, round_trip)
    assert [one.id for one in walked] == [3, 2, 1]
    assert broken == [rules.Finding(fault=Fault.CYCLE, link_id=3)]


def test_what_is_wrong_on_every_day_names_its_paper() -> None:
    links = chain(middle={"verified": False}, last={"grantee": "Another shop"})
    walked = [links[3], links[2], links[1]]
    assert rules.unsound([chain()[3], chain()[2], chain()[1]], MARK) == []
    assert rules.unsound(walked, MARK) == [
        rules.Finding(fault=Fault.UNVERIFIED, link_id=2),
        rules.Finding(fault=Fault.NOT_FOR_US, link_id=3),
    ]


def test_a_paper_counts_on_its_last_day_and_not_when_revoked_that_day() -> None:
    links = chain(last={"ends_on": TODAY}, middle={"revoked_on": TODAY + timedelta(days=1)})
    walked = [links[3], links[2], links[1]]
    assert rules.out_of_time(walked, MARK, on=TODAY) == []
    assert rules.out_of_time(walked, MARK, on=TODAY + timedelta(days=1)) == [
        rules.Finding(fault=Fault.EXPIRED, link_id=3),
        rules.Finding(fault=Fault.REVOKED, link_id=2),
    ]
    assert rules.out_of_time([], MARK, on=date(2009, 12, 31)) == [rules.Finding(fault=Fault.NOT_BEGUN, link_id=None)]


def test_a_scope_covers_its_skus_and_all_below_its_categories() -> None:
    goods = Goods(sku_id=7, category_ids=frozenset({1, 12}))
    assert rules.covers(Scope(), goods), "a scope that names nothing means everything"
    assert rules.covers(Scope(skus=frozenset({7})), goods)
    assert rules.covers(Scope(categories=frozenset({1})), goods)
    assert not rules.covers(Scope(skus=frozenset({8})), goods)
    assert not rules.covers(Scope(categories=frozenset({2})), goods)
