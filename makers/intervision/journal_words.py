"""What the journal says of what happens at a table and in the hall."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

TABLE = Chapter(
    "table",
    _l("Aan tafel"),
    {
        "person.came": _l("Iemand kwam aan tafel"),
        "leader.back": _l("Een begeleider is terug"),
        "leader.changed": _l("Iemand anders begeleidt de tafel"),
        "latecomer.came": _l("Iemand schoof later aan"),
        "latecomer.left": _l("Een aanschuiver ging weer weg"),
        "seat.claimed": _l("Iemand vroeg om een naam die al bezet was"),
        "claim.granted": _l("Iemand kreeg de naam waar om gevraagd was"),
        "claim.refused": _l("Iemand kreeg de naam niet waar om gevraagd was"),
        "table.code_replaced": _l("Een tafel kreeg een nieuwe code"),
        "bringer.agreed": _l("De inbrenger vond de werkvorm goed"),
        "bringer.disagreed": _l("De inbrenger wilde een andere werkvorm"),
        "method.chosen": _l("Een tafel koos een werkvorm"),
        "method.added": _l("Een eigen werkvorm kwam erbij"),
        "method.changed": _l("Een eigen werkvorm is veranderd"),
        "method.removed": _l("Een eigen werkvorm is weggehaald"),
        "run.started": _l("Een tafel begon"),
        "run.ended": _l("Een tafel was klaar"),
        "phase.begun": _l("Een fase begon"),
        "phase.revealed": _l("Een stille fase is getoond"),
        "clock.paused": _l("De klok stond stil"),
        "clock.resumed": _l("De klok liep weer"),
        "clock.extended": _l("Een fase kreeg meer tijd"),
        "clock.shifted": _l("De klok van een tafel schoof op"),
        "tables.shifted": _l("De klokken van de tafels schoven op"),
        "table.heard": _l("Wie aan het woord was, is bijgehouden"),
        "table.readiness": _l("Iemand aan tafel is klaar"),
        "hand.raised": _l("Een tafel vroeg om hulp"),
        "hand.answered": _l("Er kwam hulp bij een tafel"),
        "hand.lowered": _l("Een tafel had geen hulp meer nodig"),
        "broadcast.sent": _l("Een bericht ging naar de tafels"),
        "broadcast.seen": _l("Een tafel zag het bericht"),
        "broadcast.withdrawn": _l("Een bericht aan de tafels is ingetrokken"),
        "rehearsal.made": _l("De repetitie is klaargezet"),
        "rehearsal.removed": _l("De repetitie is opgeruimd"),
        "projector.seen": _l("De projector stond aan"),
    },
)

RECOVERY = Chapter(
    "recovery",
    _l("Ingrepen aan tafel"),
    {
        "tables.merged": _l("Twee tafels zijn samengevoegd"),
        "tables.split": _l("Een tafel is gesplitst"),
        "tables.dissolved": _l("Een tafel is opgeheven"),
        "tables.moved": _l("Mensen gingen naar een andere tafel"),
        "tables.renamed": _l("Een tafel kreeg een andere naam"),
        "tables.reserve": _l("Een tafel nam een reservecasus"),
        "tables.successes": _l("Een tafel ging leren van successen"),
        "tables.written": _l("Een tafel ging zonder inbrenger verder"),
        "tables.undone": _l("Een ingreep is teruggedraaid"),
    },
)

NOTES = Chapter(
    "notes",
    _l("Notities"),
    {
        "note.written": _l("Een notitie is geschreven"),
        "note.edited": _l("Een notitie is veranderd"),
        "note.about": _l("Bij een signaal is gezegd waarover het gaat"),
        "note.deleted": _l("Een notitie is weggegooid"),
        "note.restored": _l("Een notitie is teruggehaald"),
        "note.kept": _l("Een notitie blijft aan tafel"),
        "note.shared.table": _l("Een notitie is gedeeld met de tafel"),
        "note.shared.research": _l("Een notitie is gedeeld voor onderzoek"),
        "note.shared.report": _l("Een notitie is gedeeld voor het verslag"),
        "note.shown": _l("Een stille notitie is door wie haar schreef getoond"),
        "note.personal": _l("Een notitie is van iemand zelf"),
        "note.official": _l("Een notitie is van de tafel"),
        "note.labelled": _l("Een notitie kreeg een label"),
        "note.answered": _l("Een notitie kreeg antwoord"),
        "notes.grouped": _l("Notities zijn bij elkaar gelegd"),
        "notes.ungrouped": _l("Notities zijn uit elkaar gehaald"),
        "notes.revealed": _l("Stille notities zijn getoond"),
        "table.approved": _l("De inbrenger gaf de notities vrij"),
        "table.withdrawn": _l("De inbrenger nam die vrijgave terug"),
    },
)

HALL = Chapter(
    "hall",
    _l("In de zaal"),
    {
        "question.sent": _l("Een vraag aan de spreker kwam binnen"),
        "question.taken_back": _l("Een vraag aan de spreker is teruggenomen"),
        "question.hidden": _l("Een vraag aan de spreker is verborgen"),
        "question.shown": _l("Een vraag aan de spreker is weer te zien"),
        "insight.sent": _l("Een inzicht kwam binnen"),
        "insight.taken_back": _l("Een inzicht is teruggenomen"),
        "insight.hidden": _l("Een inzicht is verborgen"),
        "insight.shown": _l("Een inzicht is weer te zien"),
        "question.seconded": _l("Iemand wil dezelfde vraag stellen"),
        "question.seconded_no_more": _l("Iemand hoeft die vraag niet meer"),
        "question.merged": _l("Twee vragen zijn samengevoegd"),
        "question.parted": _l("Twee vragen zijn weer apart"),
        "question.asked": _l("Een vraag is gesteld"),
        "question.not_asked": _l("Een vraag is toch niet gesteld"),
        "observation.sent": _l("Een waarneming kwam binnen"),
        "observation.taken_back": _l("Een waarneming is teruggenomen"),
        "observation.hidden": _l("Een waarneming is verborgen"),
        "observation.shown": _l("Een waarneming is weer te zien"),
        "reflection.opened": _l("Het ophalen van zinnen begon"),
        "reflection.sent": _l("Een zin kwam binnen"),
        "reflection.changed": _l("Een zin is veranderd"),
        "reflection.taken_back": _l("Een zin is teruggenomen"),
        "reflection.hidden": _l("Een zin is verborgen"),
        "reflection.shown": _l("Een zin is weer te zien"),
        "reflection.page_turned": _l("Het scherm met zinnen ging verder"),
    },
)

CHAPTERS = (
    TABLE,
    RECOVERY,
    NOTES,
    HALL,
)
