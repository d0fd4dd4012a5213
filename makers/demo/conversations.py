"""What the tables of the demo said so far, minute by minute since they began.

Everything here is made up, as are the people who say it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from makers.intervision.kinds import NoteKind


class Voice(enum.Enum):
    """Who at a table says it; who that is follows from the plan."""

    BRINGER = "bringer"
    FACILITATOR = "facilitator"
    OFFICIAL = "official"
    COLLEAGUE = "colleague"
    MAKER = "maker"


@dataclass(frozen=True)
class Said:
    """A note, written ``minute`` minutes after the tables began."""

    minute: int
    kind: NoteKind
    voice: Voice
    text: str
    shared: bool = False
    from_demand: str = ""
    from_institution: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Promise:
    """An agreement; ``days`` until it is due. Nobody may have taken it on yet."""

    minute: int
    action: str
    owner: Voice | None
    counterpart: Voice
    days: int
    done: bool = False


@dataclass(frozen=True)
class Course:
    """A table's way so far, in minutes since the tables began.

    ``begun`` holds when each phase began; it is empty for a table that has not begun. ``length`` is
    that of the method. When it ``ended``, the bringer let go on what was proposed.
    """

    begun: tuple[int, ...] = ()
    length: int = 60
    revealed: int | None = None
    paused: int | None = None
    ended: int | None = None
    said: tuple[Said, ...] = ()
    promised: tuple[Promise, ...] = ()


BRINGER, FACILITATOR, OFFICIAL, COLLEAGUE, MAKER = Voice
PROBLEM, QUESTION, ANSWER, CORE = (
    NoteKind.PROBLEM_STATEMENT,
    NoteKind.QUESTION,
    NoteKind.ANSWER,
    NoteKind.CORE,
)
ADVICE, OFFER, INSIGHT, SIGNAL = (
    NoteKind.ADVICE,
    NoteKind.OFFER,
    NoteKind.INSIGHT,
    NoteKind.SIGNAL,
)

IN_ADVICE = Course(
    begun=(0, 5, 10, 15),
    revealed=14,
    said=(
        Said(
            1,
            PROBLEM,
            BRINGER,
            "Ons tarief is goed voor de buurt en te laag voor de regels.",
            from_demand="Buren met weinig geld kunnen dit tarief betalen, en geen hoger.",
            from_institution="Bij dit tarief telt het werk niet mee als stap naar een baan.",
        ),
        Said(4, QUESTION, MAKER, "Wie beslist welk tarief hoog genoeg is?"),
        Said(6, QUESTION, OFFICIAL, "Mag het wel meetellen als het een proef is?"),
        Said(7, ANSWER, BRINGER, "Dat hebben we nog nooit kunnen vragen. We weten niet aan wie."),
        Said(9, QUESTION, COLLEAGUE, "Wat levert het de buurt op, behalve betaalde uren?"),
        Said(11, CORE, OFFICIAL, "Twee regels kijken naar hetzelfde uur werk en zien iets anders."),
        Said(12, CORE, COLLEAGUE, "Een stap naar een baan meten we nu alleen in euro’s."),
        Said(12, CORE, MAKER, "Wie weinig geld heeft, bepaalt hier de prijs. Dat is geen fout."),
        Said(13, CORE, FACILITATOR, "Niemand aan deze tafel mag alleen beslissen dat het meetelt."),
        Said(16, ADVICE, OFFICIAL, "Vraag een proef aan: een half jaar, één wijk.", shared=True),
        Said(17, ADVICE, COLLEAGUE, "Schrijf op wat het oplevert, ook wat niet in euro’s kan."),
        Said(18, OFFER, MAKER, "Ik lees je aanvraag mee, met de ogen van een ondernemer."),
        Said(
            18, INSIGHT, FACILITATOR, "Er zijn twee logica’s, en allebei kloppen ze.", shared=True
        ),
        Said(
            19,
            SIGNAL,
            OFFICIAL,
            "Een regel over tarieven houdt werk tegen dat zorg én inkomen geeft.",
            shared=True,
        ),
    ),
    promised=(
        Promise(
            17, "Nodigt de inbrenger uit in het teamoverleg over dit tarief", OFFICIAL, BRINGER, 14
        ),
        Promise(
            18, "Schrijft op één kant wat de zorg en het werk opleveren", BRINGER, OFFICIAL, 10
        ),
    ),
)
NEARLY_DONE = Course(
    begun=(0, 3, 8, 12, 15, 17),
    length=45,
    revealed=11,
    ended=19,
    said=(
        Said(
            1,
            PROBLEM,
            BRINGER,
            "Wat wij doen past bij vier beleidsterreinen, en hoort bij geen ervan.",
            from_demand="Mensen willen speels en dichtbij de taal leren, voor een euro.",
            from_institution="Elk terrein heeft een eigen opdracht en een eigen potje.",
        ),
        Said(4, QUESTION, OFFICIAL, "Welk van de vier terreinen ligt het dichtst bij jullie hart?"),
        Said(5, ANSWER, BRINGER, "Dat je met taal erbij gaat horen. Zo heet geen enkel potje."),
        Said(6, QUESTION, MAKER, "Wat kan de gemeente van jullie leren?"),
        Said(8, CORE, OFFICIAL, "Vier halve redenen tellen nergens op tot één hele."),
        Said(9, CORE, MAKER, "Er is geen loket voor wat ertussenin zit."),
        Said(10, CORE, COLLEAGUE, "Wij vragen wie het betaalt, voor we vragen wat het doet."),
        Said(12, ADVICE, OFFICIAL, "Kies één terrein als thuis.", shared=True, answer="yes"),
        Said(
            13, ADVICE, COLLEAGUE, "Vraag één mens die het hele verhaal kent.", True, answer="yes"
        ),
        Said(13, OFFER, MAKER, "Kom een keer bij ons voorlezen.", answer="later"),
        Said(14, ADVICE, FACILITATOR, "Ga op in een grote taalaanbieder.", answer="no"),
        Said(
            15,
            ANSWER,
            BRINGER,
            "Eén terrein als thuis is goed, als de andere drie mee blijven doen.",
        ),
        Said(17, INSIGHT, MAKER, "Wat ertussen valt, is vaak wat alles verbindt.", shared=True),
        Said(
            18,
            SIGNAL,
            COLLEAGUE,
            "Wat tussen beleidsterreinen valt, heeft geen loket.",
            shared=True,
        ),
    ),
    promised=(
        Promise(
            17, "Zoekt uit wie bij de gemeente het hele verhaal kan kennen", OFFICIAL, BRINGER, 14
        ),
        Promise(18, "Nodigt twee ambtenaren uit om een keer mee te doen", BRINGER, COLLEAGUE, 21),
        Promise(18, "Vraagt na of er geld is voor een proef in twee wijken", None, BRINGER, 28),
        Promise(19, "Stuurt de naam van een collega bij cultuur", COLLEAGUE, BRINGER, 0, done=True),
    ),
)
IN_SILENCE = Course(
    begun=(0, 6, 15),
    said=(
        Said(
            2,
            PROBLEM,
            BRINGER,
            "Na de zomer staan we op straat, met zestig fietsen en tien leerlingen.",
            from_demand="De jongeren zoeken een werkplek, geen lokaal.",
            from_institution="Een schoolzolder is voor onderwijs, en leegstand is van een ander.",
        ),
        Said(7, QUESTION, OFFICIAL, "Is er een diploma of bewijs voor wat ze leren?"),
        Said(8, ANSWER, BRINGER, "Nee. Wel een fiets die het doet."),
        Said(11, QUESTION, MAKER, "Heb je met de eigenaar van het gebouw gesproken?"),
        Said(13, QUESTION, COLLEAGUE, "Wat kost een zolder per maand, als je alles meetelt?"),
        Said(16, CORE, OFFICIAL, "Niemand gaat over leegstand én leren, dus niemand zegt ja."),
        Said(17, CORE, MAKER, "De zolder is een gunst. Hij heeft een afspraak nodig."),
        Said(18, CORE, COLLEAGUE, "Het gaat niet om een plek, maar om wie ervoor tekent."),
    ),
)
OVER_TIME = Course(
    begun=(0, 2),
    length=45,
    said=(
        Said(
            1,
            PROBLEM,
            BRINGER,
            "We lopen goed en we lopen leeg: elke maand komt er een rekening bij.",
            from_demand="Mensen komen voor de was en blijven voor elkaar.",
            from_institution="Wie geld vraagt voor de was, is een bedrijf.",
        ),
        Said(4, QUESTION, COLLEAGUE, "Hoeveel mensen komen er die nergens anders komen?"),
        Said(6, ANSWER, BRINGER, "De helft, denk ik. We hebben het nooit geteld."),
        Said(9, QUESTION, OFFICIAL, "Wie merkt het als jullie morgen dicht zijn?", shared=True),
        Said(13, QUESTION, MAKER, "Zou een wasserij meedoen, met warm water dat over is?"),
        Said(17, ANSWER, BRINGER, "Dat is een goede vraag. Er zit er een om de hoek."),
    ),
)
PAUSED = Course(
    begun=(0, 8),
    length=75,
    paused=17,
    said=(
        Said(
            3,
            PROBLEM,
            BRINGER,
            "De grond heeft drie jaar nodig en de vergunning duurt er één.",
            from_demand="Bewoners willen oogsten wat ze planten.",
            from_institution="Tijdelijk gebruik krijgt een tijdelijke vergunning.",
        ),
        Said(10, QUESTION, OFFICIAL, "Wat is de kortste tijd waarin het toch werkt?"),
        Said(12, QUESTION, MAKER, "Wie is eigenaar van het dak, en wil die zelf iets?"),
        Said(14, ANSWER, BRINGER, "De eigenaar wil vooral dat het niet lekt."),
        Said(
            16,
            SIGNAL,
            COLLEAGUE,
            "Vergunningen rekenen in jaren, de natuur in seizoenen.",
            shared=True,
        ),
    ),
)
NOT_BEGUN = Course()

# In the order of the cases.
COURSES = (IN_ADVICE, NEARLY_DONE, IN_SILENCE, OVER_TIME, PAUSED, NOT_BEGUN)
