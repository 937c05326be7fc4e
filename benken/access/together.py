"""Several small reads in one statement.

A page put together from many tables needs a few rows of each. Sent one by one, the statements cost more than the
rows. Here each read is an ordinary queryset; together they are one SELECT whose columns are their rows as JSON arrays.
Row security holds for each of them as it does alone.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Lookup, QuerySet
from psycopg.sql import Literal

RowT = TypeVar("RowT", bound=models.Model)


class SmallRead(Generic[RowT]):
    """Some rows of one table, read with others by `read_together`; until then `rows` is empty.

    `only` names the fields that are read, all if none are named; `beside` names fields of rows they point to:
    `by=("name",)` gives each row a `by` that knows its name. What was not read is fetched when it is asked for.
    """

    def __init__(self, rows: QuerySet[RowT], *, only: Sequence[str] = (), **beside: Sequence[str]) -> None:
        self.rows: list[RowT] = []
        self._shape = _Shape(rows.model, only, beside)
        self._query = rows

    def statement(self) -> "Statement":
        """Return the SQL of one column of JSON arrays, and its parameters."""
        return self._shape.statement(self._query)

    def fill(self, answers: Sequence[list[Any]], *, using: str) -> None:
        """Make the rows of what the database answered."""
        self.rows += [self._shape.row(answer, using) for answer in answers]


class _PreparedRows(SmallRead[RowT]):
    """A small read whose SQL is known already."""

    def __init__(self, shape: "_Shape", statement: "Statement", make: "Make | None") -> None:
        self.rows = []
        self._shape, self._statement, self._make = shape, statement, make

    def statement(self) -> "Statement":
        """Return the SQL as it was made, with the parameters of this read."""
        return self._statement

    def fill(self, answers: Sequence[list[Any]], *, using: str) -> None:
        """Make of what the database answered what this read was told to make."""
        if self._make is None:
            super().fill(answers, using=using)
        else:
            self.rows += map(self._make, answers)


class PreparedRead(Generic[RowT]):
    """A small read whose SQL is made once, for it costs more to make than to run.

    `rows` tells the queryset for parameters by name; calling this with the parameters gives the read. A parameter
    is an id, a moment, a day or a list of ids (asked for with the lookup `one_of`), and only ever a value: what the
    SQL looks like may not depend on it.
    """

    def __init__(
        self,
        rows: Callable[..., QuerySet[RowT]],
        *,
        only: Sequence[str] = (),
        **beside: Sequence[str],
    ) -> None:
        self._rows, self._only, self._beside = rows, only, beside
        self._make_row: Make | None = None
        self._made: tuple[_Shape, str, tuple[str, ...]] | None = None

    def __call__(self, **parameters: Any) -> SmallRead[RowT]:
        """Return the read for these parameters."""
        if self._made is None:
            self._made = self._make(parameters)
        shape, sql, order = self._made
        return _PreparedRows(shape, (sql, tuple(parameters[name] for name in order)), self._make_row)

    def _make(self, parameters: dict[str, Any]) -> "tuple[_Shape, str, tuple[str, ...]]":
        """Make the SQL with stand-ins that nobody has, so that their places are found again.

        What is no parameter is written out: kept as one, it would hide from the planner which partial index serves.
        """
        stand_ins = {name: _stand_in(value, number) for number, (name, value) in enumerate(parameters.items())}
        query = self._rows(**stand_ins)
        shape = _Shape(query.model, self._only, self._beside)
        sql, values = shape.statement(query)
        names, places, order = {_key(value): name for name, value in stand_ins.items()}, iter(values), list[str]()

        def written(match: re.Match[str]) -> str:
            if match[0] == "%%":
                return "%%"
            value = next(places)
            if _key(value) not in names:
                return Literal(value).as_string().replace("%", "%%")
            order.append(names[_key(value)])
            return "%s"

        sql = PLACES.sub(written, sql)
        if missing := set(parameters) - set(order):
            raise TypeError(f"{missing} do not stand in the SQL as they are")
        return shape, sql, tuple(order)


class PlainRead(PreparedRead[Any]):
    """One whose rows are what `make` makes of the values as JSON tells them, the key first: for many small rows."""

    def __init__(self, rows: Callable[..., QuerySet[Any]], *, only: Sequence[str], make: "Make") -> None:
        super().__init__(rows, only=only)
        self._make_row = make


PLACES = re.compile("%%|%s")
Statement = tuple[str, tuple[Any, ...]]
Make = Callable[[list[Any]], Any]


@Field.register_lookup
class OneOf(Lookup):
    """`person__one_of=ids`: one of a list, as one parameter, however many there are."""

    lookup_name = "one_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002  # Django's signature
        """Return the list as it is."""
        return "%s", (list(value),)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the comparison."""
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*left_parameters, *right_parameters)


models.ForeignKey.register_lookup(OneOf)
models.UUIDField.register_lookup(OneOf)
FAR = 9000  # years from now


def _stand_in(value: object, number: int) -> object:
    match value:
        case UUID():
            return UUID(int=number + 1)
        case datetime():
            return datetime(FAR, 1, 1 + number, tzinfo=UTC)
        case date():
            return date(FAR, 1, 1 + number)
        case list():
            return [UUID(int=number + 1)]
    raise TypeError(f"{value!r} cannot be a parameter of a prepared read")


def _key(value: object) -> object:
    """Return what a parameter is recognised by; lists cannot be looked up."""
    return ("list", *value) if isinstance(value, list) else value


class _Shape:
    """Which fields of which table are read, and how a row is made of them."""

    def __init__(self, model: type[models.Model], only: Sequence[str], beside: Mapping[str, Sequence[str]]) -> None:
        self.model = model
        self.names = _attnames(model, (*only, *beside) if only else ())
        self.beside = {name: tuple(fields) for name, fields in beside.items()}
        self.converters = _converters(model, self.names)

    def statement(self, query: QuerySet[Any]) -> Statement:
        """Return the SQL that gives each row of a queryset as a JSON array."""
        names = [*self.names, *(f"{name}__{field}" for name, fields in self.beside.items() for field in fields)]
        sql, parameters = query.values_list(*names).query.sql_with_params()
        columns = ", ".join(f"c{number}" for number in range(len(names)))
        return f"SELECT json_build_array({columns}) FROM ({sql}) AS r({columns})", parameters  # noqa: S608  # a queryset's SQL

    def row(self, answer: list[Any], using: str) -> Any:
        """Make a row of an answered array."""
        row = self.model.from_db(
            using, self.names, [read(value) for read, value in zip(self.converters, answer, strict=False)]
        )
        place = len(self.names)
        for name, fields in self.beside.items():
            _place_beside(row, name, fields, answer[place : place + len(fields)], using)
            place += len(fields)
        return row


class Answer:
    """What the database answered to several reads, not yet made into rows. Equal `text` makes equal rows."""

    def __init__(
        self, reads: Sequence[SmallRead[Any]] = (), *, text: str = "[]", using: str = DEFAULT_DB_ALIAS
    ) -> None:
        self.text = text
        self._reads, self._using = reads, using

    def fill(self) -> None:
        """Fill each read with its rows."""
        for read, answers in zip(self._reads, json.loads(self.text), strict=True):
            read.fill(answers, using=self._using)


def read_together(*reads: SmallRead[Any], using: str = DEFAULT_DB_ALIAS) -> None:
    """Send the reads as one statement and fill each with its rows."""
    ask_together(*reads, using=using).fill()


def ask_together(*reads: SmallRead[Any], using: str = DEFAULT_DB_ALIAS) -> Answer:
    """Send the reads as one statement; the rows are made when the answer is asked to fill them."""
    columns: list[str] = []
    parameters: list[Any] = []
    sent: list[SmallRead[Any]] = []
    for read in reads:
        try:
            sql, its_parameters = read.statement()
        except EmptyResultSet:  # rows of nobody: Django knows that there are none, and writes no SQL
            continue
        sent.append(read)
        columns.append(f"ARRAY({sql})")
        parameters += its_parameters
    if not sent:
        return Answer()
    with prepared_cursor(using=using) as cursor:
        cursor.execute(f"SELECT json_build_array({', '.join(columns)})::text", parameters)  # SQL of our querysets
        answer = cursor.fetchone()
    assert answer is not None
    return Answer(sent, text=answer[0], using=using)


@contextmanager
def prepared_cursor(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[CursorWrapper]:
    """Give a cursor whose statements the server plans once per connection and keeps, for those that many pages send.

    Row security is asked anew at each run. Django's own cursors put the values into the text, so every run is planned.
    """
    connection = connections[using]
    if connection.queries_logged:  # whoever looks at the queries wants to see them with their values
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    own = connection.connection
    own.prepare_threshold = 0
    try:
        with connection.make_cursor(psycopg.Cursor(own)) as cursor:  # type: ignore[arg-type]  # the stubs mean a wrapped one
            yield cursor
    finally:
        own.prepare_threshold = None


def know_related(row: models.Model, name: str, its_rows: list[Any]) -> None:
    """Let `row.<name>.all()` answer with rows that have been read already: a list, as good as prefetched."""
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = its_rows


def _place_beside(row: models.Model, name: str, fields: tuple[str, ...], values: list[Any], using: str) -> None:
    """Give a row the row it points to, with the fields that were read."""
    field = row._meta.get_field(name)  # noqa: SLF001  # Django's documented way to a model's fields
    assert isinstance(field, models.ForeignKey)
    key = getattr(row, field.attname)
    if key is None:
        return
    model = field.related_model
    read = {
        names: change(value) for names, change, value in zip(fields, _converters(model, fields), values, strict=True)
    }
    read[_key_of(model)] = key
    names = _attnames(model, fields)
    field.set_cached_value(row, model.from_db(using, names, [read[name] for name in names]))


@cache
def _attnames(model: type[models.Model], only: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns to read, the key among them, in the order in which from_db wants them."""
    meta = model._meta  # noqa: SLF001  # as above
    wanted = {name for field in meta.concrete_fields for name in (field.name, field.attname) if name in only}
    return tuple(
        field.attname
        for field in meta.concrete_fields
        if not only or field.primary_key or field.name in wanted or field.attname in wanted
    )


@cache
def _key_of(model: type[models.Model]) -> str:
    key = model._meta.pk  # noqa: SLF001  # as above
    assert key is not None
    return key.attname


@cache
def _converters(model: type[models.Model], names: tuple[str, ...]) -> list[Callable[[Any], Any]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001  # as above
    return [_converter(fields[name]) for name in names]


def _converter(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Return what makes of a JSON value what the field holds."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.UUIDField):
        return _unless_none(UUID)
    if isinstance(field, models.DateTimeField):
        return _unless_none(datetime.fromisoformat)
    if isinstance(field, models.DateField):
        return _unless_none(date.fromisoformat)
    if isinstance(field, models.TimeField):
        return _unless_none(time.fromisoformat)
    if isinstance(field, ArrayField):
        one = _converter(field.base_field)
        return one if one is _as_it_is else _unless_none(lambda values: [one(value) for value in values])
    if isinstance(field, models.BinaryField | models.DecimalField | models.DurationField):
        raise TypeError(f"{field} does not come through JSON unchanged: leave it out with `only`")
    return _as_it_is


def _unless_none(read: Callable[[str], Any]) -> Callable[[str | None], Any]:
    return lambda written: None if written is None else read(written)


def _as_it_is(value: object) -> object:
    return value
