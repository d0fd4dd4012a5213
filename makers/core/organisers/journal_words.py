"""What the journal says of who organises."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

ORGANISERS = Chapter(
    "organisers",
    _l("Wie organiseren"),
    {
        "organiser.added": _l("Iemand kreeg een account, of een nieuw wachtwoord"),
        "organiser.invited": _l("Iemand is gevraagd om mee te organiseren"),
        "organiser.invitation_withdrawn": _l("Een vraag om mee te organiseren is ingetrokken"),
        "organiser.role_given": _l("Een organisator kreeg een andere rol"),
        "organiser.removed": _l("Een organisator is van de lijst gehaald"),
        "organiser.password_changed": _l("Een organisator veranderde het wachtwoord"),
        "organiser.logged_out": _l("Een organisator logde andere browsers uit"),
        "organiser.app_begun": _l("Een organisator begon met een app voor codes"),
        "organiser.app_added": _l("Een organisator logt voortaan in met een code uit een app"),
        "organiser.app_removed": _l("Een organisator logt weer in zonder code uit een app"),
        "organiser.passkey_added": _l("Een organisator logt voortaan in met een passkey"),
        "organiser.passkey_removed": _l("Een passkey van een organisator is weggehaald"),
        "organiser.recovery_codes_drawn": _l("Een organisator maakte nieuwe codes om te bewaren"),
        "organiser.recovery_code_used": _l("Een organisator gebruikte een bewaarde code"),
    },
)

CHAPTERS = (ORGANISERS,)
