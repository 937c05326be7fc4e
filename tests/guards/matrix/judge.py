"""Judging an address: those in the table get an answer, all others exactly what they get where nothing is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from benken.access.models import User
from tests.guards.matrix.asking import Answer, Asker

# The answer of a view that does not know a method. It is the same for everybody, so it tells nothing.
WRONG_METHOD = 405
STRANGER = "other team"
# Parts of signing in: asked out of turn, they lead to its beginning.
OF_SIGN_IN = {"mfa_authenticate", "mfa_login_webauthn"}


@dataclass(frozen=True)
class Address:
    """An address with what it names filled in, and the same address of something that does not exist."""

    name: str
    allowed: frozenset[str]
    method: str
    path: str
    missing: str
    may_be_404: bool = False  # also to those allowed: there is nothing of theirs to answer about


def faults(
    addresses: Iterable[Address],
    users: Mapping[str, User | None],
    *,
    asker: Asker,
    methods: Callable[[Address, str], Iterable[str]],
    least: bool = True,
    thorough: bool = False,
    all_are_strangers: bool = False,
) -> Iterator[str | None]:
    """Ask each address as everybody, by each method; yield a sentence for each cell that is wrong, None if right.

    What is closed is compared with nothing at all in the same place; with `thorough` with the very address of what
    does not exist, else only one stranger asks for that too. Without `least` somebody of the table may get less than
    an answer: a state of things has closed the address. With `all_are_strangers` nobody's account opens anything.
    """
    for address in addresses:
        for who, user in users.items():
            nobody = all_are_strangers or user is None
            for method in methods(address, who):
                if who == STRANGER and not thorough:
                    yield _fault_of_missing(address, who, user, method, asker=asker)
                fault = _fault(address, who, user, method, asker=asker, least=least, thorough=thorough, nobody=nobody)
                yield f"{who} {method} {address.name}: {fault}" if fault else None


def _fault(
    address: Address,
    who: str,
    user: User | None,
    method: str,
    *,
    asker: Asker,
    least: bool,
    thorough: bool,
    nobody: bool,
) -> str:
    answer = asker.ask(user, method, address.path)
    if answer.status >= 500:
        return f"breaks with {answer.status}"
    if who in address.allowed:
        return _fault_of_allowed(address, answer, main=method == address.method) if least else ""
    if answer.leads_to_second_factor and not answer.wrote:
        return ""
    if nobody:
        return "" if answer.leads_out and not answer.wrote else f"a stranger gets {_told(answer)}"
    if answer.status == WRONG_METHOD and not answer.wrote:
        return ""
    missing = asker.ask(user, method, address.missing) if thorough else asker.nothing(user, method, address.missing)
    return _fault_of_closed(answer, missing, method)


def _fault_of_allowed(address: Address, answer: Answer, *, main: bool) -> str:
    if answer.asks_for_sign_in and address.name not in OF_SIGN_IN:
        return "is asked to sign in"
    if main and answer.status == 404 and not address.may_be_404:
        return "gets no answer"
    return ""


def _fault_of_closed(closed: Answer, missing: Answer, method: str) -> str:
    # Views of others answer which methods they know, of what is missing too.
    tells_methods = method == "OPTIONS" and (closed.status, closed.body) == (200, b"")
    if closed.status != 404 and not tells_methods:
        return f"gets {_told(closed)}"
    if closed.shown != missing.shown:
        return "can tell what is closed from what is missing"
    return f"leaves something behind: {dict(closed.wrote)}" if closed.wrote else ""


def _fault_of_missing(address: Address, who: str, user: User | None, method: str, *, asker: Asker) -> str | None:
    """Tell whether what does not exist answers otherwise than nothing at all does."""
    if who in address.allowed:
        return None
    missing = asker.ask(user, method, address.missing)
    same = missing.shown == asker.nothing(user, method, address.missing).shown or missing.status == WRONG_METHOD
    return None if same else f"{who} {method} {address.name}: what is missing shows that it could be"


def _told(answer: Answer) -> str:
    return f"{answer.status} {answer.location} {dict(answer.wrote)}"
