"""The cases of the demo: the two that the first afternoon is known for, the others made up."""

from __future__ import annotations

from dataclasses import dataclass

from makers.demo.people import DOMAINS

POVERTY, CARE, WORK, SCHOOL, CULTURE, COMMUNITY, GREEN = DOMAINS


@dataclass(frozen=True)
class Told:
    """A case as its bringer tells it."""

    bringer: str
    title: str
    situation: str
    question: str
    domains: tuple[str, ...]
    hope: str = ""
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
        "Van de vraag uit gezien klopt het tarief, van de instelling uit gezien is het te laag. "
        "Wat nu?",
        (CARE, WORK, POVERTY),
        "Dat het werk mag meetellen, zonder dat de zorg te duur wordt.",
        "Buren met weinig geld kunnen dit tarief betalen. Hoger is voor hen niet te doen.",
        "Sociale Zaken vindt het tarief te laag om het werk mee te tellen als stap naar een baan.",
    ),
    Told(
        "Vera Verhaal",
        "Taal die nergens onder valt",
        "Taalnomaden geeft taalworkshops, speels (gedichten schrijven), aan 200 tot 400 mensen per "
        "jaar in Oud-Charlois en Pendrecht, voor één euro per keer. Daar zijn de koffie en de "
        "koekjes van betaald. Het past van meer kanten in het beleid van de gemeente en heeft er "
        "toch geen plek: het ligt tussen onderwijs, cultuur, gemeenschapsvorming en armoede in.",
        "Waar kan Taalnomaden met de gemeente samenwerken, zodat beide erbij winnen?",
        (SCHOOL, CULTURE, COMMUNITY, POVERTY),
        "Eén plek bij de gemeente waar het hele verhaal thuishoort.",
        "Speels taal leren voor één euro per keer: daar komen 200 tot 400 mensen per jaar voor.",
        "Het past bij vier beleidsterreinen een beetje, en bij geen ervan helemaal.",
    ),
    Told(
        "Wim Wieltje",
        "Een fiets is ook een werkplek",
        "Op de Fietsenzolder leren jongeren fietsen maken. De fietsen gaan naar gezinnen die er "
        "geen kunnen betalen. We mogen er de zolder van een school voor gebruiken, tot de zomer.",
        "Hoe houden we een plek als niemand tegelijk over leegstand én leren gaat?",
        (SCHOOL, POVERTY),
        "Een zolder voor vijf jaar.",
        "Voor de jongeren is het hun eerste werkplek, en voor een gezin een fiets.",
        "De school mag een lokaal alleen voor onderwijs gebruiken.",
    ),
    Told(
        "Xandra Mangel",
        "De was als ontmoeting",
        "In de Buurtmangel doen buren samen de was. Het loopt, maar de energierekening is hoger "
        "dan wat mensen kunnen geven.",
        "Wie ziet dit als welzijn in plaats van als wasserette?",
        (CARE, COMMUNITY),
        "Een jaar rust over de rekening.",
        "Mensen komen voor de was en blijven voor elkaar.",
        "Wie geld vraagt voor de was, is een bedrijf. Daar is geen welzijnsgeld voor.",
    ),
    Told(
        "Yusuf Daklijst",
        "Groente op een plat dak",
        "Op een parkeerdak kweken bewoners groente. De vergunning is voor een jaar, de grond heeft "
        "er drie nodig.",
        "Hoe krijgen we tijd?",
        (GREEN, COMMUNITY),
        "Een vergunning die even lang duurt als de grond nodig heeft.",
        "Aarde wordt pas goed na drie zomers.",
        "Een tijdelijke plek krijgt een tijdelijke vergunning, van één jaar.",
    ),
    Told(
        "Zora Gereedschap",
        "Een bus vol handen",
        "De Klusbus rijdt langs mensen die zelf geen klusser kunnen betalen. Vakmensen met een "
        "uitkering rijden mee, maar wie te veel uren maakt raakt zijn zekerheid kwijt.",
        "Hoe kan iemand meedoen zonder erop achteruit te gaan?",
        (WORK, POVERTY),
        "Dat een goede maand geen slecht jaar wordt.",
        "Een vakman wil werken als er werk is.",
        "De uitkering rekent per maand, en vraagt vooraf hoeveel uur.",
    ),
)

# For the next afternoon.
OFFERED = (
    Told(
        "Wim Wieltje",
        "Wie haalt de fietsen op?",
        "In veel kelders staan fietsen die niemand meer gebruikt. De Fietsenzolder wil ze maken, "
        "maar mag ze niet zomaar meenemen.",
        "Wie mag zeggen dat een fiets van niemand is?",
        (COMMUNITY, POVERTY),
    ),
    Told(
        "Zora Gereedschap",
        "Een klus is ook een gesprek",
        "Wie met de Klusbus binnenkomt, ziet soms meer dan een lekkende kraan: eenzaamheid, of een "
        "stapel dichte post. Vakmensen weten dan niet wie zij kunnen bellen.",
        "Met wie spreken we af wat we doen met wat we zien?",
        (CARE, POVERTY, WORK),
    ),
)
