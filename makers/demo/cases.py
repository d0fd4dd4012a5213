"""The cases of the demo: two of the first afternoon, four made up, and what tables write."""

from __future__ import annotations

from dataclasses import dataclass

from makers.demo.people import DOMAINS


@dataclass(frozen=True)
class Told:
    """A case as its bringer tells it."""

    bringer: str
    title: str
    situation: str
    question: str
    domains: tuple[str, ...]
    from_demand: str = ""
    from_institution: str = ""


CASES = (
    Told(
        "Ugo Bedenksel",
        "Zorg voor minder dan twintig euro per uur",
        "Bij Doordewijks werken vrouwen met een uitkering als zelfstandige in de zorg, voor minder "
        "dan twintig euro per uur. Zo kunnen buren met weinig geld zorg inkopen: de een verdient "
        "iets, de ander krijgt betaalbare, persoonlijke zorg. Sociale Zaken vindt dat tarief te "
        "laag om het werk mee te tellen als stap naar een baan.",
        "Wat te doen?",
        (DOMAINS[1], DOMAINS[2], DOMAINS[0]),
        "Voor wie de zorg nodig heeft klopt het tarief: hoger is niet te betalen.",
        "Voor de instelling is het te laag: zo komt niemand los van de uitkering.",
    ),
    Told(
        "Vera Verhaal",
        "Taal die nergens onder valt",
        "Taalnomaden geeft taalworkshops, speels (gedichten schrijven), aan 200 tot 400 mensen per "
        "jaar in Oud-Charlois en Pendrecht, voor één euro per keer. Daar zijn de koffie en de "
        "koekjes van betaald. Het past van meer kanten in het beleid en heeft er toch geen plek: "
        "het ligt tussen onderwijs, cultuur, samenleving en armoede in.",
        "Waar kan dit met de gemeente samen, zodat beide erbij winnen?",
        (DOMAINS[3], DOMAINS[4], DOMAINS[5], DOMAINS[0]),
        "Mensen komen omdat het leuk is en dichtbij; de taal leren ze onderweg.",
        "Elk beleidsterrein ziet een stukje, en geen enkel het geheel.",
    ),
    Told(
        "Wim Wieltje",
        "Een fiets is ook een werkplek",
        "Op de Fietsenzolder leren jongeren fietsen maken. De fietsen gaan naar gezinnen die er "
        "geen kunnen betalen. We mogen er de zolder van een school voor gebruiken, tot de zomer.",
        "Hoe houden we een plek als niemand over leegstand én leren tegelijk gaat?",
        (DOMAINS[3], DOMAINS[0]),
    ),
    Told(
        "Xandra Mangel",
        "De was als ontmoeting",
        "In de Buurtmangel doen buren samen de was. Het loopt, maar de energierekening is hoger "
        "dan wat mensen kunnen geven.",
        "Wie ziet dit als welzijn in plaats van als wasserette?",
        (DOMAINS[1], DOMAINS[5]),
    ),
    Told(
        "Yusuf Daklijst",
        "Groente op een plat dak",
        "Op een parkeerdak kweken bewoners groente. De vergunning is voor een jaar, de grond heeft "
        "er drie nodig.",
        "Hoe krijgen we tijd?",
        (DOMAINS[6], DOMAINS[5]),
    ),
    Told(
        "Zora Gereedschap",
        "Een bus vol handen",
        "De Klusbus rijdt langs mensen die zelf geen klusser kunnen betalen. Vakmensen met een "
        "uitkering rijden mee, maar wie te veel uren maakt raakt zijn zekerheid kwijt.",
        "Hoe kan iemand meedoen zonder erop achteruit te gaan?",
        (DOMAINS[2], DOMAINS[0]),
    ),
)

NOTES = (
    ("problem_statement", "bringer", "Wat we doen helpt, maar het past in geen enkel hokje.", True),
    ("question", "guest", "Wie heeft er nu al voordeel van, zonder dat het iets kost?", False),
    ("question", "guest", "Wat is er nodig om volgend jaar nog te bestaan?", False),
    ("answer", "bringer", "Eén iemand bij de gemeente die het hele verhaal kent.", False),
    ("insight", "facilitator", "Er zijn twee logica’s, en allebei kloppen ze.", True),
    ("advice", "guest", "Begin met één wijk en één contactpersoon, voor een half jaar.", True),
    ("signal", "guest", "Een regel voor één doel houdt werk tegen dat er vier dient.", True),
)
SILENT = ("Niemand is eigenaar van de vraag.", "Het probleem is de grens tussen twee potjes.")
AGREEMENTS = (
    ("Nodigt de inbrenger uit bij het teamoverleg", 14, True),
    ("Schrijft op één kant op wat het oplevert", 21, True),
    ("Zoekt uit wie over het gebouw gaat", None, False),
)
