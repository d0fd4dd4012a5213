"""The made-up people of the demo, and what they bring.

The nine initiatives and the four departments are those of the first afternoon; nobody here exists.
"""

from __future__ import annotations

from dataclasses import dataclass

OFFICIAL, ENTREPRENEUR, MINISTRY, GUEST = (
    "ambtenaar",
    "sociaal ondernemer",
    "ministerie",
    "belangstellende",
)
DOMAINS = (
    "armoede en schulden",
    "zorg en welzijn",
    "werk en inkomen",
    "onderwijs",
    "cultuur",
    "wijk en samenleving",
    "groen en ruimte",
)

MINISTRY_OF = "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties"


@dataclass(frozen=True)
class Guest:
    """Someone made up."""

    name: str
    role: str
    organisation: str = ""
    department: str = ""
    job: str = ""
    domains: tuple[str, ...] = ()
    question: str = ""

    @property
    def email(self) -> str:
        """An address nobody has."""
        return self.name.lower().replace(" ", ".") + "@example.org"


def _official(name: str, department: str, job: str, *domains: str, question: str = "") -> Guest:
    return Guest(name, OFFICIAL, "Gemeente Rotterdam", department, job, domains, question)


def _entrepreneur(name: str, initiative: str, question: str = "") -> Guest:
    return Guest(name, ENTREPRENEUR, initiative, question=question)


OFFICIALS = (
    _official(
        "Anna Voorbeeld",
        "Beleid",
        "beleidsadviseur",
        DOMAINS[3],
        DOMAINS[4],
        question="Hoe herken ik een initiatief dat tussen twee terreinen valt?",
    ),
    _official("Bas Verzonnen", "Beleid", "beleidsadviseur", DOMAINS[2], DOMAINS[0]),
    _official("Carla Denkbeeld", "Beleid", "beleidsadviseur", DOMAINS[6]),
    _official("Daan Fictief", "Beleid", "teamleider", DOMAINS[1], DOMAINS[2]),
    _official("Eva Bedacht", "Beleid", "beleidsadviseur", DOMAINS[5], DOMAINS[4]),
    _official("Faas Zogenaamd", "Kredietbank", "consulent", DOMAINS[0]),
    _official(
        "Gerda Nepnaam",
        "Kredietbank",
        "teamleider",
        DOMAINS[0],
        DOMAINS[2],
        question="Wanneer moet ik beslissen, en wanneer juist niet?",
    ),
    _official("Hans Schijn", "Kredietbank", "consulent", DOMAINS[0]),
    _official("Ines Modelburger", "Kredietbank", "projectmedewerker", DOMAINS[0], DOMAINS[1]),
    _official("Jaap Voorstel", "Kredietbank", "consulent", DOMAINS[2]),
    _official("Karin Proef", "Samenleving", "projectmedewerker", DOMAINS[5]),
    _official("Leo Oefening", "Samenleving", "projectmedewerker", DOMAINS[5], DOMAINS[6]),
    _official("Mina Gedachte", "Samenleving", "projectmedewerker", DOMAINS[4], DOMAINS[3]),
    _official("Noor Ontwerp", "Samenleving", "teamleider", DOMAINS[5], DOMAINS[1]),
    _official("Otto Schets", "Samenleving", "projectmedewerker", DOMAINS[3]),
    _official("Petra Plaatsvervanger", "Individuele Voorzieningen", "klantmanager", DOMAINS[1]),
    _official("Quint Invuller", "Individuele Voorzieningen", "consulent", DOMAINS[1], DOMAINS[0]),
    _official("Ria Exempel", "Individuele Voorzieningen", "teamleider", DOMAINS[2]),
    _official("Sjaak Demo", "Individuele Voorzieningen", "klantmanager", DOMAINS[1], DOMAINS[2]),
    _official(
        "Tineke Testgeval",
        "Individuele Voorzieningen",
        "consulent",
        DOMAINS[2],
        question="Welke rol vraagt dit van mij als klantmanager?",
    ),
)
ENTREPRENEURS = (
    _entrepreneur("Ugo Bedenksel", "Doordewijks"),
    _entrepreneur("Vera Verhaal", "Taalnomaden"),
    _entrepreneur("Wim Wieltje", "Fietsenzolder (verzonnen)"),
    _entrepreneur("Xandra Mangel", "De Buurtmangel (verzonnen)"),
    _entrepreneur("Yusuf Daklijst", "Dakmoestuin Noord (verzonnen)"),
    _entrepreneur("Zora Gereedschap", "Klusbus 010 (verzonnen)", "Wie denkt er met mij mee?"),
    _entrepreneur("Ada Leesplank", "Leeszaal Rotterdam West"),
    _entrepreneur("Bob Pollepel", "Hotspothutspot"),
    _entrepreneur("Cor Koolrabi", "Uit je Eigen Stad"),
    _entrepreneur("Dora Heg", "Tussentuin", "Bij welke afdeling begin ik?"),
    _entrepreneur("Ed Breipen", "Granny’s Finest"),
    _entrepreneur("Fien Zonnepaneel", "Blijstroom"),
    _entrepreneur("Gé Moeskruid", "Voedseltuin"),
)
OTHERS = (
    Guest("Hedda Departement", MINISTRY, MINISTRY_OF, job="adviseur"),
    Guest("Ivo Koninkrijk", MINISTRY, MINISTRY_OF, job="onderzoeker"),
    Guest("Jet Nieuwsgierig", GUEST, "sociaal ondernemer in oprichting"),
    Guest("Kees Toehoorder", GUEST, "sociaal ondernemer in oprichting"),
)
EVERYBODY = (*OFFICIALS, *ENTREPRENEURS, *OTHERS)

# By the table's number; the last table leads itself.
FACILITATORS = (
    "Hedda Departement",
    "Ivo Koninkrijk",
    "Jet Nieuwsgierig",
    "Kees Toehoorder",
    "Noor Ontwerp",
    None,
)


@dataclass(frozen=True)
class Invited:
    """Somebody who is asked to lead a table; ``accepts`` is ``None`` for who did not answer."""

    name: str
    accepts: bool | None = None
    said: str = ""
    reserve: bool = False
    email: str = ""


LEADERS = (
    *(Invited(name, accepts=True) for name in FACILITATORS if name),
    Invited("Karin Proef", accepts=False, said="Die middag geef ik zelf een training."),
    Invited("Leo Oefening", accepts=True, reserve=True),
)
ASKED = (
    Invited("Eva Bedacht", accepts=True, said="Graag. Ik neem stiften mee."),
    Invited("Gerda Nepnaam", accepts=False, said="Dan zit ik in Den Haag."),
    Invited("Leo Oefening", accepts=True, reserve=True),
    Invited("Mina Gedachte"),
    Invited("Quinten Begeleider", email="quinten.begeleider@example.org"),
)
# Signed up, and not in yet.
ABSENT = ("Jaap Voorstel", "Otto Schets", "Cor Koolrabi")


@dataclass(frozen=True)
class Speech:
    """A pecha kucha; the words of real initiatives are left to themselves."""

    speaker: str
    title: str
    summary: str
    accepted: bool = True


TALKS = (
    Speech(
        "Ada Leesplank", "Leeszaal Rotterdam West in twintig beelden", "Voorbeeld voor de demo."
    ),
    Speech("Bob Pollepel", "Hotspothutspot in twintig beelden", "Voorbeeld voor de demo."),
    Speech(
        "Wim Wieltje",
        "Een zolder vol wielen",
        "Hoe een stapel kapotte fietsen een leerplek werd, en wie er op die fietsen rijdt.",
    ),
    Speech(
        "Yusuf Daklijst",
        "Sla op zes meter hoogte",
        "Een parkeerdak, vijftig bakken aarde en de buren die water geven.",
    ),
)
BOOKED = (
    Speech(
        "Xandra Mangel",
        "Wat de was ons vertelt",
        "Bij een draaiende trommel praat iedereen. Over huur, over kinderen en over morgen.",
    ),
    Speech(
        "Zora Gereedschap",
        "Met de bus de trap op",
        "Een dag mee met de Klusbus: zeven adressen, drie lekkende kranen.",
        accepted=False,
    ),
)
