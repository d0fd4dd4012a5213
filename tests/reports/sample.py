"""A made-up afternoon of twelve tables, as the plain content of a report.

The first two cases are told in short as people told them at the first afternoon; the initiatives,
people and notes of the other ten are made up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from makers.reports.content import (
    AdviceContent,
    AgreementContent,
    CountContent,
    ItemContent,
    NoteContent,
    QuestionContent,
    ReportContent,
    SaidContent,
    SectionContent,
    SignalContent,
    StatementContent,
    TableContent,
)
from makers.reports.sections.kinds import USUAL, SectionKind

DAY = date(2026, 11, 27)

DOORDEWIJKS = (
    "Doordewijks: zorg voor minder dan twintig euro",
    "Vrouwen met een uitkering werken als zelfstandige verzorgende, voor minder dan twintig euro "
    "per uur. Zo kunnen ook buren met weinig geld zorg betalen.\n\n"
    "De een verdient iets, de ander krijgt betaalbare hulp.",
    "Sociale Zaken vindt het tarief te laag om het werk te zien als stap naar een baan. Wat nu?",
    ("werk en inkomen", "zorg"),
)
TAALNOMADEN = (
    "Taalnomaden: overal passend, nergens thuis",
    "Speelse taalworkshops, zoals gedichten schrijven, voor 200 tot 400 mensen per jaar in "
    "Oud-Charlois en Pendrecht. Ze kosten een euro per keer: genoeg voor koffie en koekjes.",
    "Het past van meer kanten in het beleid en heeft er toch geen plek. Waar kan het samenwerken "
    "met de gemeente, zodat beide er iets aan hebben?",
    ("onderwijs", "cultuur", "wijken", "armoede"),
)
MADE_UP = tuple(
    (
        f"Verzonnen initiatief {name}: {subject}",
        f"{name} is een verzonnen initiatief. Elke week komen er zo'n dertig buren bij elkaar in "
        "een oude winkel. De huur stijgt, en niemand weet bij welk loket dat hoort.",
        f"Hoe houdt {name} de deur open zonder elk jaar opnieuw te beginnen?",
        domains,
    )
    for name, subject, domains in (
        ("De Bakkerij op Wielen", "een oven zonder adres", ("economie",)),
        ("Naaimachinekamer", "les en werk door elkaar", ("onderwijs", "werk en inkomen")),
        ("Het Gereedschapshuis", "lenen in plaats van kopen", ("duurzaamheid",)),
        ("Klokslag Acht", "samen ontbijten voor school", ("onderwijs", "armoede")),
        ("Buurtboot", "varen met ouderen", ("zorg", "cultuur")),
        ("De Tweede Kans", "meubels die blijven", ("duurzaamheid", "werk en inkomen")),
        ("Zangveld", "een koor op het plein", ("cultuur",)),
        ("Sleutelbos", "een huis voor even", ("wonen",)),
        ("De Moestuinschool", "leren met je handen", ("onderwijs",)),
        ("Kookploeg Noord", "eten voor wie alleen is", ("zorg", "armoede")),
    )
)


def report(tables: int = 12) -> ReportContent:
    """The report of the made-up afternoon, with at most twelve tables."""
    cases = (DOORDEWIJKS, TAALNOMADEN, *MADE_UP)[:tables]
    return ReportContent(
        title="De kanteling: makers en ambtenaren aan tafel",
        slug="de-kanteling",
        day=DAY,
        generated_at=datetime(2026, 11, 27, 16, 5, tzinfo=UTC),
        hours="13.00–17.30",
        place="Leeszaal Rotterdam West, Rijnhoutplein 3",
        organisation="De makers van Rotterdam",
        occasion="De directie Activering en Welzijn verandert haar rol: van beslissen naar "
        "mogelijk maken.\nWat vraagt dat van ambtenaren, en wat hebben ondernemers eraan?",
        questions=(
            QuestionContent(
                "overheid",
                "Wat is sociaal ondernemen de overheid waard?\nWelke rol vraagt het van haar?\n"
                "Hoe ga je er als ambtenaar mee om?",
            ),
            QuestionContent(
                "ondernemers",
                "Hoe kom ik bij wat de overheid weet over ondernemen?\n"
                "Mijn onderwerp valt tussen beleidsterreinen in: met wie moet ik praten?",
            ),
        ),
        roles=tuple(
            CountContent(*row)
            for row in (("ambtenaar", 24), ("sociaal ondernemer", 31), ("gast", 7))
        ),
        departments=tuple(
            CountContent(*row)
            for row in (
                ("Individuele Voorzieningen", 7),
                ("Kredietbank", 5),
                ("Beleid", 6),
                ("Samenleving", 6),
            )
        ),
        programme=(
            ItemContent("13.00", "Pecha kucha's", "negen initiatieven"),
            ItemContent("14.00", "Zelforganisatie in de netwerksamenleving", "Hans Boutellier"),
            ItemContent("14.45", "Wandeling door het Oude Westen", "Joke van der Zwaard"),
            ItemContent("15.30", "Intervisie aan tafels", ""),
            ItemContent("17.00", "Reflectie", "Guido Walraven"),
        ),
        said=(
            SaidContent(
                "Wandeling: De binnentuin", (NoteContent("Veertig sleutels", "Noor Verzonnen"),)
            ),
            SaidContent(
                "Zelforganisatie",
                (NoteContent("Wie organiseert de zelforganisatie?"),),
                SectionKind.QUESTIONS,
            ),
            SaidContent(
                "Reflectie",
                (NoteContent("Ik bel maandag meteen."),),
                SectionKind.REFLECTIONS,
            ),
        ),
        tables=tuple(_table(number, *case) for number, case in enumerate(cases, start=1)),
        left_out=(CountContent("Advies", 5), CountContent("Inzicht", 9)),
        to_be_continued="In het nieuwe jaar volgen meer van zulke middagen.",
        signals=(
            SignalContent("Wie over vier terreinen gaat, vraagt vier keer aan.", 9, ("zorg",)),
            SignalContent("Niemand gaat over een oven zonder adres."),
        ),
        sections=tuple(
            SectionContent(kind, f"Vooraf bij {kind}.", f"Achteraf bij {kind}.") for kind in USUAL
        ),
        omitted=("Een verzonnen deel",),
    )


def _table(
    number: int, title: str, situation: str, question: str, domains: tuple[str, ...]
) -> TableContent:
    return TableContent(
        number=number,
        name=f"Verzonnen tafelnaam {number}",
        case_title=title,
        situation=situation,
        question=question,
        domains=domains,
        statements=(
            StatementContent(
                "Het werk telt niet mee, omdat het in geen enkel vakje past.", version=1
            ),
            StatementContent(
                "Wat de buurt nodig heeft en wat de regels kunnen zien, zijn twee dingen.",
                from_demand="Het is betaalbaar, dichtbij en het werkt. Meer is er niet nodig.",
                from_institution="Wat niet in een regeling past, kun je niet verantwoorden.",
                version=2,
            ),
        ),
        insights=(
            NoteContent("De ambtenaren kennen het loket, de ondernemers kennen de straat."),
            NoteContent(
                "Niemand aan tafel wist dat er al een afspraak over bestond.",
                aside="persoonlijk, niet namens de gemeente",
            ),
        ),
        advice=(
            AdviceContent(
                "Vraag een vaste contactpersoon in plaats van een subsidie.", answer="Neem ik over"
            ),
            AdviceContent("Nodig de wethouder uit en laat haar een middag meewerken."),
        ),
        questions=(NoteContent("Wie betaalt het nu?"), NoteContent("Wat gebeurt er als je stopt?")),
        signals=(
            NoteContent(
                "Een initiatief dat over vier terreinen gaat, moet vier keer hetzelfde aanvragen."
            ),
        ),
        agreements=_agreements(number, title),
    )


def _agreements(number: int, title: str) -> tuple[AgreementContent, ...]:
    return (
        AgreementContent(
            action="Uitzoeken welke afdeling dit kan opnemen, en dat laten weten.",
            owner="Anneke Verzonnen (Beleid)",
            counterpart="Bart Bedacht",
            due_on=DAY + timedelta(days=7 + number),
            state="afgesproken",
            table_number=number,
            case_title=title,
        ),
        AgreementContent(
            action="Een middag meelopen in de buurt.\nSamen terugkijken.",
            counterpart="Kredietbank",
            state="afgesproken",
            table_number=number,
            case_title=title,
        ),
    )
