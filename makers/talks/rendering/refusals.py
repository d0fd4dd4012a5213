"""What is said of a file that gives no slides."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal

MOST_PAGES = 60


class NoSlides(Refusal):
    """A file that cannot become slides."""

    status = 422


class Empty(NoSlides):
    """Nothing was sent."""

    sentence = _l("Er kwam geen bestand aan. Kies een pdf, of kies al je afbeeldingen tegelijk.")


class Office(NoSlides):
    """A presentation that has to be saved as PDF first."""

    sentence = _l(
        "Dit is een presentatie, geen pdf. Sla haar eerst op als pdf: in PowerPoint en Impress met "
        "Bestand › Exporteren, in Keynote met Archief › Exporteer naar, in Google Presentaties met "
        "Bestand › Downloaden. Lever dan de pdf in."
    )


class Svg(NoSlides):
    """A drawing that may hold more than a picture."""

    sentence = _l("Een svg kunnen we niet tonen. Bewaar haar als png of pdf en lever die in.")


class Unknown(NoSlides):
    """No kind of file we know."""

    sentence = _l("Dit bestand kennen we niet. Lever een pdf in, of png-, jpeg- of webp-beelden.")


class Mixed(NoSlides):
    """A PDF among other files."""

    sentence = _l("Lever één pdf in, of alleen afbeeldingen. Allebei tegelijk gaat niet.")


class Damaged(NoSlides):
    """What the file promises is not in it."""

    sentence = _l(
        "Dit bestand is beschadigd of niet af. Open het op je eigen apparaat, bewaar het opnieuw "
        "en lever het nog eens in."
    )


class Encrypted(NoSlides):
    """A PDF behind a password."""

    sentence = _l("Op deze pdf zit een wachtwoord. Bewaar haar zonder wachtwoord en lever die in.")


class TooManyPages(NoSlides):
    """More pages than anybody would choose from."""

    sentence = _l(
        "Dit zijn te veel dia’s. Lever er hooguit %(most)d in; daaruit kun je kiezen.",
        most=MOST_PAGES,
    )


class TooManyPixels(NoSlides):
    """A picture larger than any screen."""

    sentence = _l(
        "Deze afbeelding is veel te groot. Maak haar kleiner, bijvoorbeeld 1920 bij 1080 punten."
    )


class TooHeavy(NoSlides):
    """It took too long, or too much memory."""

    sentence = _l(
        "Dit bestand is te zwaar om er dia’s van te maken. Bewaar het als kleinere pdf, of lever "
        "afbeeldingen in."
    )


class Busy(Refusal):
    """Too many others are waiting for theirs."""

    sentence = _l("Het is even druk. Wacht een minuut en lever je dia’s dan opnieuw in.")
    status = 503
