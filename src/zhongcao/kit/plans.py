"""How a compiled statement is asked on the driver's connection, and what becomes of the rows that come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import CompoundSelect, Delete, Insert, Select, TextClause, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.sql import FromClause
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import TextualSelect
from sqlalchemy.util import LRUCache

COMPILED_MAX = 3_000
KNOWN = (Select, CompoundSelect, Insert, Update, Delete, TextClause, TextualSelect)
_compiled: LRUCache[Any, Any] = LRUCache(COMPILED_MAX)
CONSTANT_AFTER = 4
"""A statement that is asked so often is a constant of some module: it gets a plan of its own, and no key is made of it
any more. Composing a statement anew costs several times more than asking it, so those of hot paths are constants, with
`bindparam` where values go."""


class Row(tuple[Any, ...]):
    """One row: a tuple whose columns have names."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    @property
    def _mapping(self) -> Mapping[str, Any]:
        return dict(zip(self._fields, self, strict=True))


def _row_class(names: Sequence[str]) -> type[Row]:
    return type("Row", (Row,), {"__slots__": (), "_fields": tuple(names), **_columns(names)})


def _columns(names: Sequence[str]) -> dict[str, Any]:
    return {name: property(itemgetter(place)) for place, name in enumerate(names) if not name.startswith("_")}


class Values:
    """The first column of each row."""

    __slots__ = ("_values",)

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def all(self) -> list[Any]:
        """Every value."""
        return self._values

    def first(self) -> Any:
        """The first value, or None."""
        return self._values[0] if self._values else None

    def one(self) -> Any:
        """The only value."""
        return _only(self._values)

    def one_or_none(self) -> Any:
        """The only value, or None when there is none."""
        return _only(self._values) if self._values else None

    def unique(self) -> "Values":
        """Each value once, in their order."""
        return Values(list(dict.fromkeys(self._values)))


class Answer:
    """The rows that a statement answered, and how many rows it touched."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row."""
        return _only(self._rows)

    def one_or_none(self) -> Any:
        """The only row, or None when there is none."""
        return _only(self._rows) if self._rows else None

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first column of the only row."""
        return _only(self._rows)[0]

    def scalar_one_or_none(self) -> Any:
        """The first column of the only row, or None when there is none."""
        return _only(self._rows)[0] if self._rows else None

    def scalars(self) -> Values:
        """The first column of each row."""
        return Values([row[0] for row in self._rows])


def _only(rows: list[Any]) -> Any:
    if len(rows) != 1:
        raise MultipleResultsFound("more than one row") if rows else NoResultFound("no row")
    return rows[0]


class Plan(msgspec.Struct):
    """How one compiled statement is asked: what becomes of its values, and of the rows that come."""

    compiled: SQLCompiler
    dialect: Dialect
    entity: Sequence[str] | None
    """The attributes of the one mapped class that is asked for; None when columns are."""
    is_expanding: bool
    preset: Mapping[str, Any]
    """Values that the table's own defaults give to an insert."""
    own: Mapping[str, Any]
    """What it binds by itself: a constant's values, and what is preset."""
    required: frozenset[str]
    words: str
    slots: Sequence[tuple[str, Callable[[Any], Any] | None]]
    """What is bound, in the driver's order, and how each value is made ready."""
    row: Callable[[Any], Any] | None = None
    """Makes a row of a record; None while the columns are not known, and for a statement without any."""
    is_prepared: bool = False

    def bind(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The statement's text and its values in order, as the driver takes them; refuses when one is missing."""
        if self.is_expanding:
            return self._expanded(given)
        own = self.own
        arguments: list[Any] = []
        for name, prepare in self.slots:
            if name in given:
                value = given[name]
            elif name in self.required:
                raise self._lacks(given)
            else:
                value = own[name]
            arguments.append(value if prepare is None else prepare(value))
        return self.words, arguments

    def _expanded(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        if not given.keys() >= self.required:
            raise self._lacks(given)
        values = {**self.own, **given}
        state = self.compiled._process_parameters_for_postcompile(values)
        processors: Mapping[str, Any] = {**self.compiled._bind_processors, **state.processors}
        values = {**values, **state.additional_parameters}
        names = state.positiontup or ()
        return state.statement, [
            processors[name](values[name]) if name in processors else values[name] for name in names
        ]

    def _lacks(self, given: Mapping[str, Any]) -> LookupError:
        return LookupError(f"no value for {', '.join(sorted(self.required - given.keys()))}")

    async def ask(self, driver: Any, words: str, arguments: Sequence[Any]) -> Answer:
        """Ask it on a connection of the driver."""
        if not self.is_prepared:
            self.describe((await driver.prepare(words)).get_attributes())
        if self.row is None:
            return Answer([], _count(await driver.execute(words, *arguments)))
        make = self.row
        rows = [make(record) for record in await driver.fetch(words, *arguments)]
        return Answer(rows, len(rows))

    def describe(self, attributes: Sequence[Any]) -> None:
        """Learn the columns of the answer from the server's description of them."""
        self.is_prepared = True
        if not attributes:
            return
        entries = self.compiled._result_columns
        told = [entries[place] for place in range(len(entries))] if len(entries) == len(attributes) else None
        names = [entry.keyname for entry in told] if told else [one.name for one in attributes]
        decoders = [
            entry.type._cached_result_processor(self.dialect, one.type.oid) if told else None
            for entry, one in zip(told or attributes, attributes, strict=True)
        ]
        self.row = _maker(self.entity or names, [(i, one) for i, one in enumerate(decoders) if one])
        if self.entity is not None:
            make = self.row
            self.row = lambda record: (make(record),)


def _maker(names: Sequence[str], decoders: Sequence[tuple[int, Callable[[Any], Any]]]) -> Callable[[Any], Any]:
    row, new = _row_class(names), tuple.__new__
    if not decoders:
        return lambda record: new(row, record)

    def decoded(record: Any) -> Any:
        values = list(record)
        for place, decode in decoders:
            values[place] = decode(values[place])
        return new(row, values)

    return decoded


def plan_for(statement: Any, params: dict[str, Any], dialect: Dialect) -> tuple[Plan | None, dict[str, Any]]:
    """How to ask a statement, and the values it binds; None when the ordinary road is to be taken."""
    known = statement.__dict__
    plans = known.get("_plans")
    if plans is None:
        if "_times" not in known:  # SQLAlchemy leaves these behind in what is made of it later (`CONSTANT.where(...)`)
            statement._memoized_keys |= {"_times", "_plans"}
        times = known["_times"] = known.get("_times", 0) + 1
        plans = known["_plans"] = {} if times == CONSTANT_AFTER else None
    if plans is not None:
        place = (dialect, *params) if isinstance(statement, Insert | Update) else dialect
        if place not in plans:
            plans[place] = _plan_of(statement, statement.compile(dialect=dialect, column_keys=list(params)), dialect)
        plan = plans[place]
        return plan, params
    keys = sorted(params)
    compiled, extracted, collected, _ = statement._compile_w_cache(dialect, compiled_cache=_compiled, column_keys=keys)
    plan = compiled.__dict__.get("_plan", False)
    if plan is False:
        plan = compiled.__dict__["_plan"] = _plan_of(statement, compiled, dialect)
    if plan is None:
        return None, {}
    values = compiled.construct_params(
        params, extracted_parameters=extracted, escape_names=False, _collected_params=collected
    )
    return plan, {**values, **plan.preset} if plan.preset else values


def _plan_of(statement: Any, compiled: SQLCompiler, dialect: Dialect) -> Plan | None:
    if statement._execution_options.get("populate_existing") or getattr(statement, "_with_options", ()):
        return None
    returned = [*getattr(statement, "_raw_columns", ()), *getattr(statement, "_returning", ())]
    mapped = [one for one in returned if isinstance(one, FromClause) and "parententity" in one._annotations]
    entity: list[str] | None = None
    if mapped:
        if len(returned) > 1 or not isinstance(statement, Select):
            return None
        attributes = mapped[0]._annotations["parententity"].mapper.column_attrs
        entity = [one.key for one in attributes]
        if [one.columns[0].name for one in attributes] != [one.keyname for one in compiled._result_columns]:
            return None
    preset = _preset(compiled)
    if preset is None:
        return None
    processors: Mapping[str, Any] = compiled._bind_processors
    return Plan(
        compiled=compiled,
        dialect=dialect,
        entity=entity,
        preset=preset,
        is_expanding=bool(compiled.literal_execute_params or compiled.post_compile_params),
        own={**compiled.construct_params(_check=False), **preset},
        required=frozenset(name for name, bound in compiled.binds.items() if bound.required and not bound._is_crud),
        words=compiled.string,
        slots=[(name, processors.get(name)) for name in compiled.positiontup or ()],
    )


def _preset(compiled: SQLCompiler) -> dict[str, Any] | None:
    """What the columns' own defaults fill in; None when one of them is not a plain value."""
    name = compiled._within_exec_param_key_getter if compiled.insert_prefetch or compiled.update_prefetch else None
    if name is None:
        return {}
    if compiled.update_prefetch:
        return None
    filled: dict[str, Any] = {}
    for column in compiled.insert_prefetch:
        default: Any = column.default
        if default is None or not default.is_scalar:
            return None
        filled[name(column)] = default.arg
    return filled


def _count(status: str) -> int:
    """How many rows a command touched, as PostgreSQL says: UPDATE 3, INSERT 0 1."""
    last = status.rpartition(" ")[2]
    return int(last) if last.isdigit() else -1
