"""Refusals of experiment."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound


class ExperimentNotFound(NotFound):
    """There is no such experiment."""

    code = "experiment.not-found"
    zh = "没有这个实验。"


class KeyTaken(Conflict):
    """Another experiment already has this key."""

    code = "experiment.key-taken"
    zh = "已经有实验用了这个标识。"


class VariantsUnfit(Invalid):
    """These variants do not fit the kind of experiment: names must differ, and rankings must be known."""

    code = "experiment.variants-unfit"
    zh = "这些方案与实验类型不符：名称不能重复，排序方式必须存在。"


class LayerFull(Conflict):
    """The experiments that run in this layer leave too few members free; stop one, or ask for fewer."""

    code = "experiment.layer-full"
    zh = "这一层正在进行的实验占用了太多流量，请先停掉一个，或减少流量。"


class StateNotReachable(Conflict):
    """An experiment in this state cannot be changed so; a stopped one goes on within an hour or not at all."""

    code = "experiment.state-not-reachable"
    zh = "实验现在的状态不能这样改；停止超过一小时的实验不能继续。"


class AlreadyStarted(Conflict):
    """Only a draft can be changed or discarded; what has started keeps what it measured."""

    code = "experiment.already-started"
    zh = "只有草稿可以修改或删除；开始过的实验要保留记录。"
