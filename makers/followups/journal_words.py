"""What the journal says of agreements."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

FOLLOWUPS = Chapter(
    "followups",
    _l("Afspraken"),
    {
        "followup.agreed": _l("Een afspraak is gemaakt"),
        "followup.edited": _l("Een afspraak is veranderd"),
        "followup.deleted": _l("Een afspraak is weggegooid"),
        "followup.restored": _l("Een afspraak is teruggehaald"),
        "followup.consented": _l("Bij een afspraak is toestemming gegeven"),
        "followup.kept": _l("Toestemming bij een afspraak is teruggenomen"),
        "followup.confirmed": _l("Een afspraak is bevestigd"),
        "followup.begun": _l("Iemand begon aan een afspraak"),
        "followup.done": _l("Een afspraak is gehouden"),
        "followup.reopened": _l("Een afspraak is weer open"),
        "followup.prolonged": _l("Een afspraak kreeg meer tijd"),
        "followup.stuck": _l("Een afspraak zit vast"),
        "followup.given_back": _l("Een afspraak is teruggegeven"),
        "followup.dropped": _l("Een afspraak is vervallen"),
        "followup.handed_over": _l("Een afspraak is aan iemand anders gevraagd"),
        "followup.taken_over": _l("Een afspraak is overgenomen"),
        "followup.declined": _l("Iemand nam een afspraak niet over"),
        "followup_meeting.set": _l("Een vervolggesprek is afgesproken"),
        "followup_meeting.called_off": _l("Een vervolggesprek gaat niet door"),
        "followups.exported.csv": _l("De afspraken zijn gedownload (CSV)"),
        "followups.exported.xlsx": _l("De afspraken zijn gedownload (Excel)"),
        "followups.exported.json": _l("De afspraken zijn gedownload (JSON)"),
    },
)

CHAPTERS = (FOLLOWUPS,)
