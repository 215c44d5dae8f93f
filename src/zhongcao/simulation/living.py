"""What members do with a page: they look from the top, tire of the same, listen to friends, buy what they can."""

from collections import defaultdict

import msgspec
import numpy as np

from zhongcao.simulation.truth import NEVER, Real, Truth, Whole, liking

POSITION_BIAS = 0.04
"""Each place further down is looked at that much less."""
FIRST_TASTE = 0.02
PAGES_MAX = 5
REST_A_DAY = 0.8
"""What is left the next day of having had enough of something."""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What a member does with a note of the page: opens it, and perhaps more."""

    place: int
    note: int
    likes: bool = False
    collects: bool = False
    follows: bool = False
    buys: int = NEVER
    hides: bool = False


class Impression(msgspec.Struct, frozen=True, kw_only=True):
    """A page as its member lived it."""

    looked: list[int]
    worth: float
    pure: float
    deeds: list[Deed]
    goes_on: bool


class Town:
    """Who has had enough of what, who has how much left, and what friends talk about; changes as the days go by."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.fatigue: Real = np.zeros_like(truth.tastes)
        self.left = truth.budget.copy()
        self.mood: Real = np.full(truth.member_count, 0.25)
        self.liked_by: dict[int, set[int]] = defaultdict(set)
        self.bought_by: dict[int, set[int]] = defaultdict(set)

    def sleep(self) -> None:
        """A night passes."""
        self.fatigue *= REST_A_DAY

    def pay_day(self) -> None:
        """A month begins."""
        self.left = self.truth.budget.copy()

    def comes_today(self, member: int, chance: np.random.Generator) -> bool:
        """Whether a member opens the app; who had good pages comes more often."""
        return bool(chance.random() < self.truth.appetite[member] * (0.8 + 0.8 * self.mood[member]))

    def look_at(self, member: int, notes: Whole, chance: np.random.Generator) -> Impression:
        """Live through a page."""
        likes = liking(self.truth, member, notes)
        draws = chance.random((len(notes), 6))
        looked: list[int] = []
        deeds: list[Deed] = []
        worth = pure = 0.0
        for place, note in enumerate(notes):
            if draws[place, 0] > 1 / (1 + POSITION_BIAS * place):
                continue
            interest = int(self.truth.note_interest[note])
            tired = 1 / (1 + 0.15 * self.fatigue[member, interest])
            looked.append(place)
            worth, pure = worth + likes[place] * tired, pure + likes[place]
            friends = len(self.liked_by[int(note)].intersection(self.truth.friends[member].tolist()))
            opens = FIRST_TASTE + 0.5 * likes[place] * tired * (1 + 0.2 * friends)
            if draws[place, 1] < opens:
                self.fatigue[member, interest] += 1
                deeds.append(self._deed(member, place, int(note), likes[place], draws[place]))
            elif likes[place] < 0.02 and draws[place, 1] > 0.995:
                deeds.append(Deed(place=place, note=int(note), hides=True))
        mean = worth / max(len(looked), 1)
        self.mood[member] = 0.8 * self.mood[member] + 0.2 * min(2 * mean, 1.0)
        goes_on = bool(chance.random() < 0.45 + min(1.2 * mean, 0.5))
        return Impression(looked=looked, worth=mean, pure=pure / max(len(looked), 1), deeds=deeds, goes_on=goes_on)

    def _deed(self, member: int, place: int, note: int, likes: float, draws: Real) -> Deed:
        product = int(self.truth.note_product[note])
        wish = 0.14 * likes * (1 + 0.3 * len(self.bought_by[product].intersection(self.truth.friends[member].tolist())))
        can_pay = product != NEVER and member not in self.bought_by[product]
        buys = product if can_pay and draws[2] < wish and self._pay(member, product) else NEVER
        if buys != NEVER:
            self.bought_by[product].add(member)
        deed = Deed(
            place=place,
            note=note,
            likes=bool(draws[3] < 0.05 + 0.5 * likes),
            collects=bool(draws[4] < 0.03 + 0.3 * likes),
            follows=bool(draws[5] < 0.06 * likes),
            buys=buys,
        )
        if deed.likes:
            self.liked_by[note].add(member)
        return deed

    def _pay(self, member: int, product: int) -> bool:
        price = float(self.truth.product_price[product])
        if self.left[member] < price:
            return False
        self.left[member] -= price
        return True
