"""Pictures: a recipe decides them to the last pixel, and says beforehand where things stand."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from zhongcao.sample.drawing import AvatarRecipe, Look, Recipe, average_colour, draw, draw_avatar, spots
from zhongcao.sample.drawing.avatar import STYLES
from zhongcao.sample.drawing.figure import Figure
from zhongcao.sample.drawing.goods import KINDS
from zhongcao.sample.drawing.scenes import SCENES
from zhongcao.sample.drawing.tints import rgb


def look(kind: str, body: str = "#14594A") -> Look:
    return Look(kind=kind, body=body, accent="#C8663A", label="#F4ECDD", word="Linhae", variant=8)


def recipe(
    scene: str, *kinds: str, seed: int = 5, width: int = 360, height: int = 480, palette: str = "paper"
) -> Recipe:
    return Recipe(
        scene=scene, palette=palette, goods=tuple(look(kind) for kind in kinds), seed=seed, width=width, height=height
    )


def pixels(picture: Image.Image) -> NDArray[np.int32]:
    return np.asarray(picture, dtype=np.int32)


def test_there_is_enough_to_draw() -> None:
    assert len(KINDS) >= 12
    assert len(SCENES) >= 10


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_gives_the_same_picture_twice(scene: str) -> None:
    wanted = recipe(scene, "serum", "jar")
    first, second = draw(wanted), draw(wanted)
    assert first.size == (360, 480)
    assert first.tobytes() == second.tobytes()
    assert pixels(first).std() > 12


@pytest.mark.parametrize("kind", KINDS)
def test_every_good_is_seen_where_its_spot_says(kind: str) -> None:
    standing = recipe("plain", kind, width=360, height=360)
    empty = Recipe(scene="plain", palette="paper", goods=(), seed=5, width=360, height=360)
    (spot,) = spots(standing)
    change = np.abs(pixels(draw(standing)) - pixels(draw(empty))).sum(axis=2)
    inside = change[int(spot.top * 360) : int(spot.bottom * 360), int(spot.left * 360) : int(spot.right * 360)]
    above = change[: int(spot.top * 360) - 4]
    assert inside.mean() > 40
    assert above.size == 0 or above.mean() < 2


def test_print_follows_a_round_good_without_steps() -> None:
    """The edge of what is printed lies a little lower from column to column, never by a whole point at once."""
    skin = Image.new("RGB", (300, 200), "#000000")
    skin.paste("#FFFFFF", (0, 100, 300, 200))
    figure = Figure(260, 260, "#000000")
    figure.lathe(130, [(30, 90), (230, 90)], skin, "matt")
    seen = pixels(figure.colour)[:, :, 0].astype(np.float64)
    edges = [np.interp(0.5, column / column.max(), np.arange(len(column))) for column in seen[40:190, 60:130].T]
    assert max(edges) - min(edges) > 2
    assert np.abs(np.diff(edges)).max() < 0.75


def test_another_seed_gives_another_picture() -> None:
    assert draw(recipe("window", "tube", seed=1)).tobytes() != draw(recipe("window", "tube", seed=2)).tobytes()


@pytest.mark.parametrize("scene", SCENES)
def test_spots_lie_inside_and_apart(scene: str) -> None:
    for seed in range(12):
        places = spots(recipe(scene, "pump", "jar", "lipstick", seed=seed))
        assert all(0 <= one.left < one.x < one.right <= 1 and 0 <= one.top < one.y < one.bottom <= 1 for one in places)
        centres = sorted((one.x, one.y) for one in places)
        assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) > 0.08 for a, b in itertools.pairwise(centres))


@pytest.mark.parametrize("scene", ["plain", "linen", "desk", "beach"])
def test_the_average_colour_is_near_the_picture(scene: str) -> None:
    wanted = recipe(scene, "jar", palette="night" if scene == "desk" else "oat")
    guess = np.array(rgb(average_colour(wanted)))
    true = pixels(draw(wanted)).reshape(-1, 3).mean(axis=0)
    assert np.abs(guess - true).mean() < 48


@pytest.mark.parametrize("style", sorted(set(STYLES)))
def test_avatars_are_square_and_stay_the_same(style: str) -> None:
    wanted = AvatarRecipe(style=style, seed=3, size=96)
    assert draw_avatar(wanted).size == (96, 96)
    assert draw_avatar(wanted).tobytes() == draw_avatar(wanted).tobytes()
    assert draw_avatar(wanted).tobytes() != draw_avatar(AvatarRecipe(style=style, seed=4, size=96)).tobytes()
