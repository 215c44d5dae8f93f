"""What a shop of any size says and is asked: words with the frequencies of a language, made from a seed."""

import random
from itertools import accumulate

import msgspec

from zhongcao.discovery.search.lexicon import BRAND, GOODS, WORD, Lexicon

VOCABULARY = 20_000
CHARACTERS = 1_500


class Corpus:
    """The words of one seed, and texts and queries made of them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._rng = random.Random(f"corpus {seed}")
        entries = Lexicon.of_shop([], []).entries
        self.kinds = [entry.names[0] for entry in entries if entry.kind == GOODS]
        self.needs = [entry.names[0] for entry in entries if entry.kind == WORD]
        self.brands = [entry.names[0] for entry in entries if entry.kind == BRAND and entry.names]
        signs = [chr(0x4E00 + self._rng.randrange(0x5000)) for _ in range(CHARACTERS)]
        words = {"".join(self._rng.choices(signs, k=self._rng.choice((2, 2, 2, 3)))) for _ in range(VOCABULARY)}
        self._words = [*self.needs, *sorted(words)]
        # Zipf's law: the word of rank n is said 1/n as often as the first one.
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))

    def text(self, words: int) -> list[str]:
        """Some words in the frequencies of a language."""
        return self._rng.choices(self._words, cum_weights=self._weights, k=words)

    def kind(self) -> str:
        """A kind of goods."""
        return self._rng.choice(self.kinds)

    def goods(self) -> str:
        """A title as shops write them, behind the brand."""
        return f"{''.join(self.text(4))}{self.kind()} {self._rng.randrange(1, 20) * 10}ml"

    def nickname(self) -> str:
        """What a member calls themselves: two words, or a word and what they care for."""
        first, second = self.text(2)
        return (first + (self.kind() if self._rng.random() < 0.5 else second))[:20]

    def topics(self, count: int) -> list[str]:
        """Names of topics: kinds and needs, both together, and words with a kind."""
        both = [f"{need}{kind}" for need in self.needs for kind in self.kinds]
        said = [*self.kinds, *self.needs, *self._rng.sample(both, min(len(both), count // 2))]
        said += ["".join(self.text(1)) + self._rng.choice(self.kinds) for _ in range(2 * count)]
        return list(dict.fromkeys(name[:30] for name in said))[:count]

    def query(self) -> str:
        """What someone may search for: kind and need, brand and kind, words of the language, a price, one word."""
        way = self._rng.randrange(10)
        kind, brand = self._rng.choice(self.kinds), self._rng.choice(self.brands)
        if way < 3:
            return f"{self._rng.choice(self.needs)}{kind}"
        if way < 5:
            return f"{brand}{kind}"
        if way < 7:
            return "".join(self.text(2))
        if way < 8:
            return f"{kind}{self._rng.randrange(1, 9) * 100}以内"
        return kind if way < 9 else "".join(self.text(1))


class Asked(msgspec.Struct, frozen=True):
    """A search as it is sent: what for, and among what."""

    query: str
    kind: str


def questions(corpus: Corpus, count: int) -> list[Asked]:
    """Searches: two of five for notes, two for goods, one for everything."""
    kinds = ("notes", "products", "notes", "products", "all")
    return [Asked(corpus.query(), kinds[number % len(kinds)]) for number in range(count)]
