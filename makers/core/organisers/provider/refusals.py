"""Why a login at the provider does not let somebody in; each says what to do now."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal


class ProviderRefusal(Refusal):
    """A login at the provider that lets nobody in."""


class ProviderAway(ProviderRefusal):
    """The provider does not answer, or not with what it should."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l(
                "%(name)s antwoordt nu niet. Probeer het over een paar minuten opnieuw, of log in "
                "met je wachtwoord.",
                name=name,
            )
        )


class LoginNotBegun(ProviderRefusal):
    """Nobody began this login in this browser, or too long ago, or it was ended before."""

    sentence = _l(
        "Je begon niet in deze browser met inloggen, of het is te lang geleden. Begin hier opnieuw."
    )


class NotLetIn(ProviderRefusal):
    """The provider says that it did not log somebody in."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l(
                "Je bent niet ingelogd: bij %(name)s is het afgebroken of geweigerd. Probeer het "
                "opnieuw, of log in met je wachtwoord.",
                name=name,
            )
        )


class NotTrusted(ProviderRefusal):
    """The answer is not what this login asked of this provider."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l(
                "Het antwoord van %(name)s klopt niet, dus we laten niemand binnen. Begin opnieuw. "
                "Gebeurt het weer? Vraag de beheerder om in het logboek van de server te kijken.",
                name=name,
            )
        )


class AddressNotProved(ProviderRefusal):
    """The provider does not vouch for an e-mail address."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l(
                "%(name)s bevestigt niet welk e-mailadres van jou is. Log in met je wachtwoord, en "
                "vraag de beheerder van je account om je adres te laten bevestigen.",
                name=name,
            )
        )


class NobodyHere(ProviderRefusal):
    """No organiser has this address."""

    def __init__(self, address: str) -> None:
        super().__init__(
            _l(
                "Met %(address)s organiseer je hier nog niet mee. Vraag een organisator om een "
                "uitnodiging op dat adres.",
                address=address,
            )
        )


class AnotherAccount(ProviderRefusal):
    """Who is logged in here logged in there as somebody else."""

    sentence = _l(
        "Je logde in met een ander account dan waarmee je hier bezig bent. Probeer het opnieuw met "
        "je eigen account, of typ je wachtwoord."
    )


class NotJustNow(ProviderRefusal):
    """The provider did not ask who somebody is, or does not say when."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l(
                "%(name)s vroeg je niet opnieuw om in te loggen. Typ daarom hier je wachtwoord.",
                name=name,
            )
        )


class NotYetAgain(ProviderRefusal):
    """Who says to have logged in there once more did not, or not in this browser."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l(
                "Je logde nog niet in bij %(name)s. Doe dat eerst in het andere tabblad, of typ "
                "hier je wachtwoord.",
                name=name,
            )
        )
