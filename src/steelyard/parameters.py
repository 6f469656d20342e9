"""What questions take: each parameter once, as an option of a command, an argument in Python, a control of a page.

A value may be given as Python has it (a date, a mapping) or as people type it ("2026-09-30", "site=Porto").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from inspect import Parameter as Argument
from inspect import Signature, cleandoc
from inspect import signature as inspect
from typing import Any, TypeVar

from steelyard.errors import QuestionError, did_you_mean

PERIODS = "day, week, month or quarter"


class Required:
    """Stands for a default where a parameter has to be given."""


@dataclass(frozen=True)
class Parameter:
    """One thing a question takes.

    Args:
        name: the argument in Python.
        help: what it is, in a line.
        read: what is typed, or a value as Python has it -> the value; ValueError says what it has to look like.
        option: what is typed for it; empty where only Python takes it.
        metavar: what stands for its value in the help; without an option it is typed as it is, after the command.
        default: where it is not given; `Required` where it must be.
        choices: the only texts it may be. least: the least number it may be.
        is_repeated: the option may stand several times; `read` takes all of them.
        is_default_told: the help names the default.
        annotation: its type in Python.
        is_personal: where it is given, the answer names people at work, for analysts and administrators alone.
    """

    name: str
    help: str
    read: Callable[[Any], Any]
    option: str = ""
    metavar: str = ""
    default: Any = None
    choices: tuple[str, ...] = ()
    least: float | None = None
    is_repeated: bool = False
    is_default_told: bool = False
    annotation: Any = str
    is_personal: bool = False

    @property
    def is_typed_bare(self) -> bool:
        """It is typed after the command, without an option."""
        return bool(self.metavar) and not self.option

    def but(self, help: str) -> Parameter:
        """The same, said in words of the question's own."""
        return replace(self, help=help)

    def value(self, given: Any) -> Any:
        """What is given, read.

        Raises:
            ValueError: with what it has to look like.
        """
        if given is None or (isinstance(given, str) and not given.strip()):
            return self.default
        found = self.read(given)
        if self.choices and found not in self.choices:
            raise ValueError(f"{given!r} is none of {', '.join(self.choices)}")
        if self.least is not None and found < self.least:
            raise ValueError(f"{given!r} is under {self.least:g}")
        return found


def read_all(takes: Sequence[Parameter], question: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter's value, by its name.

    Raises:
        QuestionError: one is unknown, missing, or not what it has to be.
    """
    known = {parameter.name: parameter for parameter in takes}
    for name in given:
        if name not in known:
            raise QuestionError(f"{question} takes no {name!r}", next=did_you_mean(name, known))
    found = {}
    for name, parameter in known.items():
        if name not in given and parameter.default is Required:
            raise QuestionError(f"{question} needs {name}", next=parameter.help)
        if name in given:
            try:
                found[name] = parameter.value(given[name])
            except ValueError as error:
                raise QuestionError(f"{name}: {error}", next=parameter.help) from None
    return found


F = TypeVar("F", bound=Callable[..., Any])


def taking(*takes: Parameter) -> Callable[[F], F]:
    """Shows the parameters that a method passes on as its own: in completion, and in its help."""

    def shown(method: F) -> F:
        own = [entry for entry in inspect(method).parameters.values() if entry.kind is not Argument.VAR_KEYWORD]
        arguments = [*own, *signature(takes).parameters.values()]
        method.__signature__ = inspect(method).replace(parameters=arguments)  # type: ignore[attr-defined]
        told = [f"    {entry.name}: {entry.help}" for entry in takes]
        method.__doc__ = "\n".join([cleandoc(method.__doc__ or ""), "", "Of which part of the data:", *told])
        return method

    return shown


def signature(takes: Iterable[Parameter]) -> Signature:
    """What Python shows of a question's arguments."""
    arguments = [
        Argument(entry.name, Argument.POSITIONAL_OR_KEYWORD, annotation=entry.annotation)
        if entry.default is Required
        else Argument(entry.name, Argument.POSITIONAL_OR_KEYWORD, default=entry.default, annotation=entry.annotation)
        if entry.is_typed_bare
        else Argument(entry.name, Argument.KEYWORD_ONLY, default=entry.default, annotation=entry.annotation)
        for entry in takes
    ]
    return Signature(arguments)


FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Days beyond are asked of no data, and what lies before and after them could not be reckoned."""


def as_day(given: Any) -> date:
    """A local day: a date, or as text 2026-09-30."""
    try:
        found = given if isinstance(given, date) else datetime.strptime(str(given).strip(), "%Y-%m-%d")
    except ValueError:
        raise ValueError(f"{given!r} is not a date, e.g. 2026-09-30") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{given!s} does not lie in the years {FIRST_YEAR} to {LAST_YEAR}, e.g. 2026-09-30")
    return found.date() if isinstance(found, datetime) else found


def as_days(given: Any) -> tuple[date, date]:
    """First and last day: a pair, or as text FROM..TO."""
    ends = given.split("..") if isinstance(given, str) else tuple(given) if isinstance(given, Sequence) else ()
    if len(ends) != 2:
        raise ValueError(f"{given!r} is not FROM..TO, e.g. 2026-04-01..2026-06-30")
    return as_day(ends[0]), as_day(ends[1])


def as_part(given: str) -> tuple[str, str]:
    """Dimension and part: NAME=VALUE."""
    name, sign, value = (piece.strip() for piece in given.partition("="))
    if not sign or not name:
        raise ValueError(f"{given!r} is not NAME=VALUE, e.g. site=Porto")
    return name, value


def as_parts(given: Any) -> dict[str, tuple[str, ...]]:
    """Dimension -> parts wanted: a mapping, or NAME=VALUE once or several times."""
    if isinstance(given, Mapping):
        return {str(name): as_names(wanted) for name, wanted in given.items()}
    found: dict[str, tuple[str, ...]] = {}
    for text in as_names(given):
        name, value = as_part(text)
        found[name] = (*found.get(name, ()), value)
    return found


def as_two_parts(given: Any) -> tuple[str, str, str]:
    """Dimension, first part, second part: three texts, or NAME=A,B."""
    pieces = given
    if isinstance(given, str):
        name, _, values = given.partition("=")
        pieces = (name, *values.split(","))
    found = tuple(str(piece).strip() for piece in pieces) if isinstance(pieces, Sequence) else ()
    if len(found) != 3 or not all(found):
        raise ValueError(f"{given!r} is not NAME=A,B, e.g. site=Porto,Braga")
    return found[0], found[1], found[2]


def as_text(given: Any) -> str:
    """A text."""
    if not isinstance(given, str):
        raise ValueError(f"{given!r} is not a text")
    return given.strip()


def as_names(given: Any) -> tuple[str, ...]:
    """Several texts, or one."""
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise ValueError(f"{given!r} is not a list of texts")
    return tuple(str(piece) for piece in given)


LARGEST = 1e15
"""Nobody needs a larger number; infinite ones and what is no number lie beyond it, too."""


def as_number(given: Any) -> float:
    """A number of usual size."""
    try:
        found = float(given)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{given!r} is not a number") from None
    if not abs(found) <= LARGEST:
        raise ValueError(f"{given!r} is not a number of usual size")
    return found


def as_count(given: Any) -> int:
    """A whole number."""
    number = as_number(given)
    if not number.is_integer():
        raise ValueError(f"{given!r} is not a whole number")
    return int(number)


def as_callback(given: Any) -> Callable[[int, int], None]:
    """Something that can be called."""
    if not callable(given):
        raise ValueError(f"{given!r} cannot be called")
    found: Callable[[int, int], None] = given
    return found


PERIOD = Parameter("period", f"{PERIODS}; a quarter unless told.", as_text, "--period", "PERIOD", default="")
BY = Parameter("by", "Split by team, site, channel, topic ...", as_text, "--by", "DIMENSION", default="")
AGAINST = Parameter(
    "against", "The days compared with.", as_days, "--against", "FROM..TO", annotation="tuple[date, date] | str | None"
)
COMPARE = Parameter(
    "compare",
    "Two parts of a dimension instead of two periods.",
    as_two_parts,
    "--compare",
    "NAME=A,B",
    annotation="tuple[str, str, str] | str | None",
)
METRICS = Parameter(
    "metrics",
    "Only this measure, e.g. csat or first_contact_resolution. Repeat for more.",
    as_names,
    "--metric",
    "ID",
    default=(),
    is_repeated=True,
    annotation="Sequence[str] | str",
)
WHERE = Parameter(
    "where",
    "Only this part, e.g. site=Porto. Repeat for more.",
    as_parts,
    "--where",
    "NAME=VALUE",
    is_repeated=True,
    annotation="Mapping[str, Sequence[str]] | str | None",
)
FROM = Parameter(
    "from_on", "First local day, e.g. 2026-07-01.", as_day, "--from", "DATE", annotation="date | str | None"
)
TO = Parameter("to_on", "Last local day, e.g. 2026-09-30.", as_day, "--to", "DATE", annotation="date | str | None")
PART = (WHERE, FROM, TO)
"""Which part of the data is asked about."""

QUOTES = Parameter(
    "quotes",
    "Remarks shown beside each theme, names and numbers in them masked; none unless told.",
    as_count,
    "--quotes",
    "COUNT",
    default=0,
    least=0,
    annotation=int,
)

REPORT = (PERIOD, BY.but("Split the scorecard by team, site, channel, topic ..."), AGAINST, QUOTES, *PART)
"""What the report takes."""

EXPORT = (PERIOD, BY, *PART)
"""What an export takes, as far as the question has use for it."""
