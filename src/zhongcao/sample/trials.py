"""Experiments of the sample world: one without any effect, one with, one that did harm, a flag, and a draft."""

from datetime import datetime, timedelta

import msgspec
import numpy as np

from zhongcao.experiment import service as experiment
from zhongcao.experiment.rules import (
    Act,
    ExperimentKind,
    ExperimentLayer,
    ExperimentState,
    Metric,
    Ranking,
    Verdict,
    unit_of_visit,
)
from zhongcao.experiment.schemas import ExperimentInput, ExperimentVariant
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor

DAYS, VISITS_A_DAY, LOOKS_A_DAY = 14, 70, 2
FEN_A_BASKET = 16_800


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the visitors of an experiment do: what the second variant adds to clicks and hides, on average."""

    given: ExperimentInput
    more_clicks: float = 0.0
    more_hides: float = 0.0


def _plain(key: str, zh: str, en: str, expected: tuple[str, str], *, new: str = "new") -> ExperimentInput:
    return ExperimentInput(
        key=key,
        kind=ExperimentKind.TEST,
        layer=ExperimentLayer.APP,
        name_zh=zh,
        name_en=en,
        hypothesis=expected[0],
        hypothesis_en=expected[1],
        share=2_500,
        variants=[ExperimentVariant(key="old"), ExperimentVariant(key=new)],
        metric=Metric.CLICKS,
        window_hours=24,
        planned_members=1_000,
    )


PLANS = (
    Plan(
        given=_plain(
            "same_page_twice",
            "A/A：同一页分两组",
            "A/A: the same page twice",
            ("两组看到的一样，应当测不出什么。", "Both see the same: nothing should be found."),
        )
    ),
    Plan(
        given=_plain(
            "two_line_titles",
            "卡片标题显示两行",
            "Card titles on two lines",
            ("标题看得全，读者会点开更多笔记。", "Who can read the whole title opens more notes."),
            new="two_lines",
        ),
        more_clicks=0.8,
    ),
    Plan(
        given=_plain(
            "goods_every_fifth",
            "每五张卡片插一件商品",
            "Goods on every fifth card",
            ("商品露出更多，成交会增加。", "More goods in sight sell more."),
            new="fifth",
        ),
        more_clicks=0.2,
        more_hides=0.3,
    ),
)
FLAG = ExperimentInput(
    key="voice_notes",
    kind=ExperimentKind.FLAG,
    layer=ExperimentLayer.APP,
    name_zh="语音笔记",
    name_en="Voice notes",
    hypothesis="先给一成会员用，没有问题再放开。",
    hypothesis_en="For one member in ten first; for all if nothing goes wrong.",
    share=1_000,
    variants=[ExperimentVariant(key="on")],
)
DRAFT = ExperimentInput(
    key="discover_turns",
    kind=ExperimentKind.INTERLEAVING,
    layer=ExperimentLayer.DISCOVER,
    name_zh="发现页：引擎与热门轮流挑",
    name_en="Discover: engine and popular take turns",
    hypothesis="同一页里，会员更常点开引擎挑的笔记。",
    hypothesis_en="On one page, members open more of what the engine picked.",
    share=2_000,
    variants=[
        ExperimentVariant(key="popular", ranking=Ranking.POPULAR),
        ExperimentVariant(key="engine", ranking=Ranking.ENGINE),
    ],
    metric=Metric.CLICKS,
    window_hours=72,
)


async def plant_trials(tx: Tx, *, editor: Actor, seed: int, now: datetime) -> None:
    """Let experiments have run for two weeks, with invented visits, looked at twice a day."""
    start = now - timedelta(days=DAYS, hours=2)
    await experiment.draft_experiment(tx, by=editor, given=DRAFT, now=now - timedelta(hours=3))
    flag = await experiment.draft_experiment(tx, by=editor, given=FLAG, now=start)
    await experiment.set_state(
        tx, by=editor, experiment_id=flag, state=ExperimentState.RUNNING, why="先放一成", now=start
    )
    for turn, plan in enumerate(PLANS):
        made = await experiment.draft_experiment(tx, by=editor, given=plan.given, now=start)
        await experiment.set_state(
            tx, by=editor, experiment_id=made, state=ExperimentState.RUNNING, why="按计划开始", now=start
        )
        await _live(tx, plan, made, np.random.default_rng([seed, turn]), start=start)


async def _live(tx: Tx, plan: Plan, made: int, chance: np.random.Generator, *, start: datetime) -> None:
    """Day after day visits come, look, click; and somebody looks at the figures."""
    key = plan.given.key
    second = plan.given.variants[1].key
    for day in range(DAYS):
        opened = start + timedelta(days=day)
        visits = [f"sample-{key}-{day}-{turn}" for turn in range(4 * VISITS_A_DAY)]
        units = [unit_of_visit(one) for one in visits]
        await experiment.enrol(tx, key=key, units=units, now=opened)
        done: list[experiment.Outcome] = []
        for unit in units:
            shown = {one.key: one.variant for one in await experiment.list_flags(tx, unit=unit)}
            if key in shown:
                done += _acts(chance, plan, unit, is_second=shown[key] == second, at=opened + timedelta(minutes=5))
        await experiment.count_outcomes(tx, done)
        for look in range(LOOKS_A_DAY):
            at = opened + timedelta(hours=24 * (look + 1) / LOOKS_A_DAY)
            if await experiment.look(tx, experiment_id=made, now=at) is Verdict.HARMFUL:
                return


def _acts(
    chance: np.random.Generator, plan: Plan, unit: int, *, is_second: bool, at: datetime
) -> list[experiment.Outcome]:
    """What one visit does, out of a habit of its own."""
    habit = chance.gamma(2.0, 0.5)
    counts = {
        Act.IMPRESSION: int(chance.poisson(40 * habit)),
        Act.CLICK: int(chance.poisson(2.4 * habit + plan.more_clicks * is_second)),
        Act.LIKE: int(chance.poisson(0.5 * habit)),
        Act.COLLECT: int(chance.poisson(0.3 * habit)),
        Act.ORDER: int(chance.poisson(0.08 * habit)),
        Act.HIDE: int(chance.poisson(0.25 * habit + plan.more_hides * is_second)),
    }
    return [
        experiment.Outcome(
            unit=unit,
            act=act,
            at=at,
            amount=int(FEN_A_BASKET * chance.lognormal(0.0, 0.5)) if act is Act.ORDER else 0,
        )
        for act, count in counts.items()
        for _ in range(count)
    ]
