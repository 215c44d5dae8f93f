"""The goods that can be drawn: every kind with its builder and its size beside the others."""

from collections.abc import Callable

import msgspec

from zhongcao.sample.drawing.figure import Figure
from zhongcao.sample.drawing.goods import beauty, care, carried, kitchen, larder, living, nursery, powered
from zhongcao.sample.drawing.recipe import Look


class Kind(msgspec.Struct, frozen=True):
    """How to build a kind of good, how tall it stands (1 = a tall bottle), and its width against its height."""

    build: Callable[[Look, int], Figure]
    stands: float
    shape: float


KINDS: dict[str, Kind] = {
    "serum": Kind(beauty.serum, 0.74, beauty.SERUM_SHAPE),
    "jar": Kind(beauty.jar, 0.48, beauty.JAR_SHAPE),
    "tube": Kind(beauty.tube, 0.82, beauty.TUBE_SHAPE),
    "lipstick": Kind(beauty.lipstick, 0.62, beauty.LIPSTICK_SHAPE),
    "perfume": Kind(beauty.perfume, 0.66, beauty.PERFUME_SHAPE),
    "mask": Kind(beauty.mask, 0.78, beauty.MASK_SHAPE),
    "compact": Kind(beauty.compact, 0.56, beauty.COMPACT_SHAPE),
    "polish": Kind(beauty.polish, 0.50, beauty.POLISH_SHAPE),
    "pump": Kind(care.pump, 0.98, care.PUMP_SHAPE),
    "toner": Kind(care.toner, 0.92, care.TONER_SHAPE),
    "soap": Kind(care.soap, 0.34, care.SOAP_SHAPE),
    "vitamins": Kind(care.vitamins, 0.66, care.VITAMINS_SHAPE),
    "ampoules": Kind(care.ampoules, 0.52, care.AMPOULES_SHAPE),
    "milk_tin": Kind(larder.milk_tin, 0.80, larder.MILK_TIN_SHAPE),
    "snack": Kind(larder.snack, 0.86, larder.SNACK_SHAPE),
    "tea_tin": Kind(larder.tea_tin, 0.62, larder.TEA_TIN_SHAPE),
    "coffee": Kind(larder.coffee, 0.90, larder.COFFEE_SHAPE),
    "jam": Kind(larder.jam, 0.54, larder.JAM_SHAPE),
    "oil": Kind(larder.oil, 1.06, larder.OIL_SHAPE),
    "chocolate": Kind(larder.chocolate, 0.66, larder.CHOCOLATE_SHAPE),
    "carton": Kind(larder.carton, 0.88, larder.CARTON_SHAPE),
    "mug": Kind(kitchen.mug, 0.46, kitchen.MUG_SHAPE),
    "thermos": Kind(kitchen.thermos, 0.96, kitchen.THERMOS_SHAPE),
    "teapot": Kind(kitchen.teapot, 0.60, kitchen.TEAPOT_SHAPE),
    "pan": Kind(kitchen.pan, 0.42, kitchen.PAN_SHAPE),
    "kettle": Kind(kitchen.kettle, 0.86, kitchen.KETTLE_SHAPE),
    "candle": Kind(living.candle, 0.52, living.CANDLE_SHAPE),
    "diffuser": Kind(living.diffuser, 0.92, living.DIFFUSER_SHAPE),
    "towels": Kind(living.towels, 0.46, living.TOWELS_SHAPE),
    "lamp": Kind(living.lamp, 0.94, living.LAMP_SHAPE),
    "vase": Kind(living.vase, 1.02, living.VASE_SHAPE),
    "feeding": Kind(nursery.feeding, 0.74, nursery.FEEDING_SHAPE),
    "diapers": Kind(nursery.diapers, 0.76, nursery.DIAPERS_SHAPE),
    "bear": Kind(nursery.bear, 0.84, nursery.BEAR_SHAPE),
    "blocks": Kind(nursery.blocks, 0.62, nursery.BLOCKS_SHAPE),
    "dryer": Kind(powered.dryer, 0.84, powered.DRYER_SHAPE),
    "headphones": Kind(powered.headphones, 0.80, powered.HEADPHONES_SHAPE),
    "toothbrush": Kind(powered.toothbrush, 0.96, powered.TOOTHBRUSH_SHAPE),
    "speaker": Kind(powered.speaker, 0.58, powered.SPEAKER_SHAPE),
    "watch": Kind(powered.watch, 0.66, powered.WATCH_SHAPE),
    "tote": Kind(carried.tote, 1.04, carried.TOTE_SHAPE),
    "satchel": Kind(carried.satchel, 0.86, carried.SATCHEL_SHAPE),
    "sneaker": Kind(carried.sneaker, 0.46, carried.SNEAKER_SHAPE),
    "sunglasses": Kind(carried.sunglasses, 0.28, carried.SUNGLASSES_SHAPE),
    "scarf": Kind(carried.scarf, 0.40, carried.SCARF_SHAPE),
    "hat": Kind(carried.hat, 0.44, carried.HAT_SHAPE),
}
