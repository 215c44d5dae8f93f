"""The whole sample world in memory, out of one seed and one day."""

from datetime import date

import msgspec

from zhongcao.sample import brands, echoes, goods, network, notes, people

SEED = 20130601
"""Printed by ``up``, so that anybody can make the same world again."""


class World(msgspec.Struct, frozen=True):
    """Everything that is planted."""

    seed: int
    today: date
    people: list[people.Person]
    brands: list[brands.Brand]
    products: list[goods.Product]
    notes: list[notes.Note]
    comments: list[echoes.Comment]
    likes: list[echoes.Touch]
    collects: list[echoes.Touch]
    follows: list[echoes.Follow]
    suppliers: list[network.Supplier]
    papers: list[network.Paper]
    lots: list[network.Lot]
    missed: list[network.Lot]


def make_world(today: date, seed: int = SEED) -> World:
    """Think up the world. The same seed and day give the same world to the last word."""
    members = people.make_people(seed)
    makers = brands.make_brands()
    products = goods.make_products(seed, makers)
    written = notes.make_notes(seed, members, products, today)
    lots = network.make_lots(seed, products, today)
    return World(
        seed=seed,
        today=today,
        people=members,
        brands=makers,
        products=products,
        notes=written,
        comments=echoes.make_comments(seed, members, written),
        likes=echoes.make_touches(seed, "like", members, written),
        collects=echoes.make_touches(seed, "collect", members, written),
        follows=echoes.make_follows(seed, members),
        suppliers=network.make_suppliers(makers),
        papers=network.make_papers(seed, makers, today),
        lots=lots,
        missed=network.make_missed(seed, products, lots, today),
    )
