"""Rules of logistics: vectors of numbers and weights, freight, promise, steps."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.kit.money import cny
from zhongcao.logistics import rules
from zhongcao.logistics.rules import POSTAL, RETAIL, STEPS, TRANSITIONS, ParcelState, Step, Zone

NOON = datetime(2018, 5, 27, 4, tzinfo=UTC)


@pytest.mark.parametrize(("serial", "digit"), [("12345678", 5), ("47312482", 9), ("00000000", 5), ("00000001", 4)])
def test_check_digits_of_international_numbers(serial: str, digit: int) -> None:
    assert rules.s10_check_digit(serial) == digit


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("RB123456785GB", True),
        ("RB123456786US", False),
        ("RB123456785XX", False),
        ("RB47312482", False),
        ("rb123456785gb", False),
    ],
)
def test_international_numbers(number: str, valid: bool) -> None:
    assert rules.s10_is_valid(number) is valid


@given(st.integers(0, 10**8 - 1))
def test_numbers_that_we_make_are_valid(serial: int) -> None:
    assert rules.s10_is_valid(rules.s10_number("EA", serial, "CN"))


@pytest.mark.parametrize(
    ("number", "carriers"),
    [
        ("SF1234567890123", ["sf"]),
        ("75123456789012", ["zto"]),
        ("YT1234567890123", ["yto"]),
        ("YT1234567890123456", ["yunexpress"]),
        ("EA123456785CN", ["ems"]),
        ("RB123456785GB", ["ems"]),
        ("JDVA12345678901", ["jd"]),
        ("no number", []),
    ],
)
def test_a_number_suggests_its_carrier(number: str, carriers: list[str]) -> None:
    assert rules.carriers_of(number) == carriers


def test_a_question_to_kuaidi100_is_signed_as_documented() -> None:
    param = '{"com":"ems","num":"EA123456785CN"}'
    assert rules.kuaidi100_signature(param, key="KEY", customer="CUSTOMER") == "664030B0CCB39631EF3924DF6122B203"


@pytest.mark.parametrize(
    ("divisor", "actual", "volumetric", "chargeable"),
    [(5000, "0.1", "1.8", "2.0"), (6000, "0.1", "1.5", "1.5"), (6000, "1.6", "1.5", "2.0")],
)
def test_chargeable_weight(divisor: int, actual: str, volumetric: str, chargeable: str) -> None:
    found = rules.volumetric_kg(30, 20, 15, divisor=divisor)
    assert found == Decimal(volumetric)
    assert rules.chargeable_kg(actual_kg=Decimal(actual), volumetric=found) == Decimal(chargeable)


@pytest.mark.parametrize(
    ("mode", "division", "grams", "value", "fen"),
    [
        (RETAIL, "310101", 800, 5000, 1000),
        (RETAIL, "310101", 1000, 9899, 1000),
        (RETAIL, "310101", 1001, 9899, 1300),
        (RETAIL, "310101", 9000, 9900, 0),
        (RETAIL, "650102", 2500, 50000, 2000 + 2 * 1500),
        (RETAIL, "510104", 3000, 100, 1200 + 2 * 500),
        (POSTAL, "310101", 500, 50000, 4500),
        (POSTAL, "310101", 501, 50000, 6700),
    ],
)
def test_freight_by_weight_zone_and_value(mode: str, division: str, grams: int, value: int, fen: int) -> None:
    zone = rules.zone_of(division)
    assert zone is not None
    row = rules.freight_row(mode=mode, zone=zone, on=date(2018, 5, 27))
    assert rules.freight(row, weight_grams=grams, goods_value=cny(value)) == cny(fen)


@given(st.integers(1, 50_000), st.integers(1, 50_000))
def test_a_heavier_parcel_never_costs_less(one: int, other: int) -> None:
    row = rules.freight_row(mode=POSTAL, zone=Zone.REMOTE, on=date(2018, 5, 27))
    light, heavy = sorted((one, other))
    cheap = rules.freight(row, weight_grams=light, goods_value=cny(1))
    assert cheap <= rules.freight(row, weight_grams=heavy, goods_value=cny(1))


@pytest.mark.parametrize("code", ["710000", "810000", "820000", "", "9", "ab", "00"])
def test_places_we_do_not_deliver_to(code: str) -> None:
    assert rules.zone_of(code) is None


def test_every_row_of_freight_is_reachable() -> None:
    for mode in (RETAIL, POSTAL):
        for zone in Zone:
            assert rules.freight_row(mode=mode, zone=zone, on=date(2018, 1, 1)).carrier_code in rules.CARRIERS


def test_the_promise_is_the_sum_of_the_legs() -> None:
    way = rules.legs(mode=RETAIL, country="CN", zone=Zone.NEAR)
    assert [leg.name for leg in way] == ["pack", "customs", "courier"]
    assert rules.promise(way, from_moment=NOON) == (date(2018, 5, 29), date(2018, 6, 1))
    far = rules.legs(mode=POSTAL, country="US", zone=Zone.REMOTE)
    near = rules.legs(mode=POSTAL, country="JP", zone=Zone.REMOTE)
    assert rules.promise(near, from_moment=NOON) < rules.promise(far, from_moment=NOON)
    assert rules.promise(near, from_moment=NOON)[0] <= rules.promise(near, from_moment=NOON)[1]


def test_every_step_has_names_and_a_rank() -> None:
    assert set(STEPS) == set(Step)
    assert STEPS[Step.CUSTOMS_RELEASED].rank < STEPS[Step.ZONE_EXIT].rank < STEPS[Step.DELIVERED].rank


def test_late_news_never_moves_a_parcel_back() -> None:
    assert rules.furthest([Step.OUT_FOR_DELIVERY, Step.IN_TRANSIT, Step.COURIER_PICKED_UP]) is Step.OUT_FOR_DELIVERY
    assert not rules.has_advanced(Step.OUT_FOR_DELIVERY, Step.IN_TRANSIT)
    assert not rules.has_advanced(Step.DELIVERED, Step.RETURNED)
    assert rules.furthest([]) is None


def test_codes_of_carriers_have_a_meaning_by_the_way_they_came() -> None:
    assert rules.step_of("103", from_abroad=False) is Step.COURIER_PICKED_UP
    assert rules.step_of("103", from_abroad=True) is Step.OVERSEAS_RECEIVED
    assert rules.step_of("12", from_abroad=True) is Step.CUSTOMS_RELEASED
    assert rules.step_of("304", from_abroad=False) is Step.DELIVERED
    assert rules.step_of("4711", from_abroad=False) is None


def test_states_of_a_parcel() -> None:
    assert set(TRANSITIONS) == set(ParcelState)
    assert {state for state, following in TRANSITIONS.items() if not following} == rules.FINAL
    assert rules.state_at(Step.RETURNED) is ParcelState.RETURNED
    assert rules.state_at(Step.FAILED) is ParcelState.MOVING


def test_parcels_near_the_door_are_looked_after_more_often() -> None:
    assert rules.next_look(Step.IN_TRANSIT, now=NOON) == NOON + timedelta(hours=4)
    assert rules.next_look(Step.OUT_FOR_DELIVERY, now=NOON) == NOON + timedelta(hours=1)
    assert rules.next_look(Step.OUT_FOR_DELIVERY, now=NOON, pace=60) == NOON + timedelta(minutes=1)


@pytest.mark.parametrize(("tries", "seconds"), [(0, 20), (1, 40), (3, 160), (7, 2560), (8, 3600), (40, 3600)])
def test_a_silent_carrier_is_tried_ever_later_but_every_hour(tries: int, seconds: int) -> None:
    assert rules.next_try(tries=tries, now=NOON) == NOON + timedelta(seconds=seconds)
