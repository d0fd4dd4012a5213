"""What the journal says of cases, tables and seats."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

CASES = Chapter(
    "cases",
    _l("Casussen"),
    {
        "case.offered": _l("Een casus is aangeboden"),
        "case.changed": _l("Een casus is veranderd"),
        "case.accepted": _l("Een casus is gekozen"),
        "case.reserve": _l("Een casus werd reserve"),
        "case.withdrawn": _l("Een casus is ingetrokken"),
        "cases.chosen": _l("Iemand koos bij welke casussen hij of zij wil zitten"),
    },
)

SEATING = Chapter(
    "seating",
    _l("Tafels en indeling"),
    {
        "tables.added": _l("Tafels kwamen erbij"),
        "table.changed": _l("Een tafel is veranderd"),
        "table.locked": _l("Een tafel is vastgezet"),
        "table.unlocked": _l("Een tafel is losgemaakt"),
        "table.closed": _l("Een tafel is gesloten"),
        "table.opened": _l("Een tafel is weer open"),
        "table.link_made": _l("Er kwam een link voor een begeleider"),
        "table.facilitator_left": _l("Een tafel heeft geen begeleider meer"),
        "table.case_left": _l("Een tafel heeft geen casus meer"),
        "matching.begun": _l("Een indeling werd gemaakt"),
        "matching.stopped": _l("Het indelen is gestopt"),
        "matching.ended": _l("Het indelen was klaar"),
        "plan.made": _l("Er is een nieuwe indeling"),
        "plan.published": _l("Een indeling is bekendgemaakt"),
        "seat.moved": _l("Iemand kreeg een andere zitplaats"),
        "seat.exchanged": _l("Twee mensen ruilden van zitplaats"),
        "seat.released": _l("Een vastgezette zitplaats is losgemaakt"),
        "seat.freed": _l("Een zitplaats kwam vrij"),
        "seat.move_undone": _l("Een verplaatsing is teruggedraaid"),
        "together.added": _l("Mensen horen bij elkaar te zitten"),
        "together.removed": _l("Mensen hoeven niet meer bij elkaar te zitten"),
        "apart.added": _l("Mensen zitten nooit bij elkaar"),
        "apart.removed": _l("Mensen mogen weer bij elkaar zitten"),
        "importances.changed": _l("Wat telt bij het indelen is veranderd"),
    },
)

FACILITATORS = Chapter(
    "facilitators",
    _l("Begeleiders"),
    {
        "facilitator.asked": _l("Iemand is gevraagd als begeleider"),
        "facilitator.accepted": _l("Iemand wil begeleiden"),
        "facilitator.declined": _l("Iemand wil niet begeleiden"),
        "facilitator.left": _l("Een begeleider zegde af"),
        "facilitator.withdrawn": _l("Een vraag om te begeleiden is ingetrokken"),
        "facilitator.reserve": _l("Een begeleider werd reserve"),
        "facilitator.first": _l("Een begeleider is geen reserve meer"),
        "facilitator.briefed": _l("Begeleiders kregen hun briefing"),
    },
)

WALK = Chapter(
    "walk",
    _l("De wandeling"),
    {
        "walk.choice_opened": _l("Mensen konden een wandelgroep kiezen"),
        "walk.choice_closed": _l("Het kiezen van een wandelgroep is gesloten"),
        "walk.group_chosen": _l("Iemand koos een wandelgroep"),
        "walk.group_left": _l("Iemand verliet een wandelgroep"),
        "walk.counted_out": _l("Iemand is geteld bij het vertrek"),
        "walk.counted_back": _l("Iemand is geteld bij de terugkomst"),
        "walk.count_undone": _l("Een telling is teruggedraaid"),
        "stop.added": _l("Een halte kwam erbij"),
        "stop.changed": _l("Een halte is veranderd"),
        "stop.moved": _l("Een halte is verplaatst"),
        "stop.removed": _l("Een halte is weggehaald"),
    },
)

CHAPTERS = (
    CASES,
    SEATING,
    FACILITATORS,
    WALK,
)
