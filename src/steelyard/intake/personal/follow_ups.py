"""Follow-ups name customers as the store does: where ids there change, they change in the desk as well."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from steelyard.errors import MissingExtraError
from steelyard.intake.personal.pseudonyms import MARK as PSEUDONYM
from steelyard.intake.personal.pseudonyms import Pseudonyms
from steelyard.intake.personal.stopped import MARK as ERASED
from steelyard.intake.personal.stopped import StopList, alike
from steelyard.settings.model import Settings

FILE = "desk.sqlite"


def rename(
    settings: Settings,
    gone: StopList | None,
    made: Pseudonyms | None = None,
    new: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Bring the desk's follow-ups to the ids of the store; done again, it changes nothing.

    What people wrote about a customer who was erased is deleted.

    Args:
        gone: who was erased. made: pseudonyms; None where ids stay.
        new: an id -> the random one that the store has; any other random one for who is not named.
    """
    if not settings.desk.address and not (settings.folder / FILE).exists():
        return
    try:
        from steelyard.desk import Desk
    except ImportError:
        what = "follow-ups in the desk name customers, and the desk's database is not installed"
        raise MissingExtraError(what, next="pip install 'steelyard[serve]'") from None

    def named(one: str) -> str:
        if one.startswith(ERASED):
            return one
        name = made.of(one) if made and not one.startswith(PSEUDONYM) else one
        is_gone = gone is not None and (gone.has(one) or gone.has(name))
        return new.get(one) or new.get(name) or (alike(name) if is_gone else name)

    desk = Desk.open(settings)
    try:
        desk.follow_ups.rename(named, lambda name: name.startswith(ERASED))
    finally:
        desk.close()
