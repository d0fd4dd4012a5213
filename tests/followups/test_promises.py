"""What becomes of a promise: a yes, how it goes, kept or not; each change with who and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.mail import OutboxMail, compose
from makers.followups import handing_over, privacy, promises, service
from makers.followups.models import FollowUp, FollowUpState
from makers.followups.service import Terms
from tests.followups.conftest import BY, NEXT_WEEK, Group


def owner(group: Group) -> Actor:
    """The first of the table, on their own page."""
    return Actor("signup", group.first.id)


def promised(group: Group) -> FollowUp:
    """The first promised the bringer something by next week."""
    return group.agreed(owner_id=group.first.id, counterpart_id=group.bringer.id, due_on=NEXT_WEEK)


def says_yes(made: FollowUp, *, now: datetime, by: Actor) -> None:
    """A yes to what stands there now."""
    promises.confirm(made, made.version, now=now, by=by)


def mails() -> list[tuple[str, int | None]]:
    """What waits in the outbox: which letter, for whom."""
    rows = db.session.execute(select(OutboxMail.what, OutboxMail.signup_id).order_by(OutboxMail.id))
    return [(what, signup_id) for what, signup_id in rows]


def test_a_promise_waits_for_its_owners_yes_and_goes_its_way(group: Group, now: datetime) -> None:
    made, by = promised(group), owner(group)
    states = [made.state]
    for step in (says_yes, promises.begin, promises.mark_done, promises.reopen):
        step(made, now=now, by=by)
        step(made, now=now, by=by)
        states.append(made.state)
    assert states == [
        FollowUpState.PROPOSED,
        FollowUpState.CONFIRMED,
        FollowUpState.UNDER_WAY,
        FollowUpState.DONE,
        FollowUpState.UNDER_WAY,
    ]
    assert len(made.changes) == 5, "the same twice is once"
    assert {one.by_id for one in made.changes[1:]} == {group.first.id}


def test_a_yes_takes_nothing_back(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.begin(made, now=now, by=owner(group))
    promises.confirm(made, made.version, now=now, by=owner(group))
    assert made.state is FollowUpState.UNDER_WAY


def test_both_sides_are_told_once_when_it_is_kept(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.mark_done(made, now=now, by=owner(group))
    promises.mark_done(made, now=now, by=owner(group))
    assert mails() == [("followup.kept", group.first.id), ("followup.kept", group.bringer.id)]
    to_owner, to_other = (
        compose(mail) for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    )
    assert to_owner is not None
    assert to_other is not None
    assert "Klopt het niet?" in to_other.text
    assert "herinneren je er niet meer aan" in to_owner.text
    promises.reopen(made, now=now, by=owner(group))
    mail = db.session.scalars(select(OutboxMail)).first()
    assert mail is not None
    assert compose(mail) is None, "it was not kept after all"


def test_more_time_is_another_day_and_the_yes_to_the_report_stays(
    group: Group, now: datetime
) -> None:
    made, later = promised(group), NEXT_WEEK + timedelta(days=14)
    service.consent(made, made.version, now=now, by=owner(group))
    promises.take_longer(made, later, said="De gemeente is dicht.", now=now, by=owner(group))
    assert (made.due_on, made.state, made.goes_on) == (later, FollowUpState.UNDER_WAY, True)
    assert made.changes[-1].said == "De gemeente is dicht."
    with pytest.raises(service.DayIsOver):
        promises.take_longer(made, date(2026, 11, 26), now=now, by=owner(group))


def test_what_is_stuck_says_why_and_can_go_on(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.get_stuck(made, said="Niemand belt terug.", now=now, by=owner(group))
    promises.get_stuck(made, said="Nog steeds niet.", now=now, by=owner(group))
    assert made.state is FollowUpState.STUCK
    assert [one.said for one in made.changes][1:] == ["Niemand belt terug.", "Nog steeds niet."]
    promises.begin(made, now=now, by=owner(group))
    assert made.state.value == "under_way"


def test_what_is_not_theirs_belongs_to_nobody(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.confirm(made, made.version, now=now, by=owner(group))
    service.consent(made, made.version, now=now, by=owner(group))
    promises.give_back(made, said="Dit is van de wijkraad.", now=now, by=owner(group))
    promises.give_back(made, now=now, by=owner(group))
    assert (made.owner_id, made.state) == (None, FollowUpState.PROPOSED)
    assert (made.is_unfinished, made.goes_on, len(made.changes)) == (True, False, 4)


def test_what_is_over_changes_no_more(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.drop(made, said="Opgelost.", now=now, by=Actor("organiser", 1))
    for step in (says_yes, promises.begin, promises.mark_done, promises.get_stuck):
        with pytest.raises(service.Closed):
            step(made, now=now, by=owner(group))
    with pytest.raises(service.Closed):
        handing_over.offer(made, group.bringer.id, now=now, by=owner(group))
    promises.reopen(made, now=now, by=owner(group))
    promises.mark_done(made, now=now, by=owner(group))
    with pytest.raises(service.Closed):
        promises.drop(made, now=now, by=owner(group))


def test_what_was_thrown_away_waits_in_the_bin(group: Group, now: datetime) -> None:
    made = promised(group)
    service.delete(made, now=now, by=BY)
    for step in (says_yes, promises.mark_done, promises.drop, promises.give_back):
        with pytest.raises(service.Thrown):
            step(made, now=now, by=owner(group))


def test_a_yes_is_to_what_one_read(group: Group, now: datetime) -> None:
    made = promised(group)
    with pytest.raises(service.NotAsRead):
        promises.confirm(made, made.version + 1, now=now, by=owner(group))
    handing_over.offer(made, group.bringer.id, now=now, by=owner(group))
    with pytest.raises(service.NotAsRead):
        taker = Actor("signup", group.bringer.id)
        handing_over.accept(made, group.bringer.id, 9, now=now, by=taker)


def test_other_words_ask_for_another_yes_unless_they_are_the_owners(
    group: Group, now: datetime
) -> None:
    made = promised(group)
    says_yes(made, now=now, by=owner(group))
    mine, theirs = (Terms(text, group.first.id) for text in ("Mailen", "Betaal alles"))
    service.edit(made, mine, version=made.version, now=now, by=owner(group))
    assert made.state is FollowUpState.CONFIRMED
    service.edit(made, theirs, version=made.version, now=now, by=BY)
    assert made.state.value == "proposed"


def test_what_was_kept_is_not_rewritten(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.mark_done(made, now=now, by=owner(group))
    with pytest.raises(service.Closed):
        service.edit(made, Terms("Iets anders"), version=made.version, now=now, by=BY)


def test_kept_twice_in_a_day_is_told_once(group: Group, now: datetime) -> None:
    made = promised(group)
    for step in (promises.mark_done, promises.reopen, promises.mark_done):
        step(made, now=now, by=owner(group))
    assert len(mails()) == 2


def test_who_is_asked_reads_why(group: Group, now: datetime) -> None:
    made = promised(group)
    handing_over.offer(made, group.bringer.id, said="Jij kent hem.", now=now, by=owner(group))
    letter = compose(db.session.scalars(select(OutboxMail)).one())
    assert letter is not None
    assert "“Jij kent hem.”" in letter.text


def test_what_was_offered_to_who_is_erased_stays_with_its_owner(
    group: Group, now: datetime
) -> None:
    made = promised(group)
    promises.begin(made, now=now, by=owner(group))
    handing_over.offer(made, group.bringer.id, now=now, by=owner(group))
    with writing() as session:
        privacy.erase(group.bringer, session=session, texts=False)
    assert (made.offered_to_id, made.state.value) == (None, "under_way")


def test_another_owner_is_asked_for_a_yes_of_their_own(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.confirm(made, made.version, now=now, by=owner(group))
    service.edit(made, Terms("Bellen", group.bringer.id), version=1, now=now, by=BY)
    assert made.state is FollowUpState.PROPOSED


def test_a_promise_stays_its_owners_until_the_other_says_yes(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.confirm(made, made.version, now=now, by=owner(group))
    handing_over.offer(made, group.bringer.id, said="Jij kent hem.", now=now, by=owner(group))
    handing_over.offer(made, group.bringer.id, now=now, by=owner(group))
    assert (made.owner_id, made.state) == (group.first.id, FollowUpState.HANDED_OVER)
    assert mails() == [("followup.offered", group.bringer.id)]
    with pytest.raises(promises.NotAsked):
        handing_over.accept(made, group.elsewhere.id, made.version, now=now, by=owner(group))
    taker = Actor("signup", group.bringer.id)
    handing_over.accept(made, group.bringer.id, made.version, now=now, by=taker)
    assert (made.owner_id, made.counterpart_id) == (group.bringer.id, group.first.id)
    assert (made.state, made.offered_to_id) == (FollowUpState.CONFIRMED, None)
    assert mails()[1:] == [("followup.taken_over", group.first.id)]
    with pytest.raises(promises.NotAsked):
        handing_over.accept(made, group.bringer.id, made.version, now=now, by=taker)


def test_who_says_no_leaves_it_as_it_stood(group: Group, now: datetime) -> None:
    made = promised(group)
    promises.begin(made, now=now, by=owner(group))
    handing_over.offer(made, group.bringer.id, now=now, by=owner(group))
    handing_over.decline(made, group.bringer.id, now=now, by=Actor("signup", group.bringer.id))
    assert (made.owner_id, made.state) == (group.first.id, FollowUpState.UNDER_WAY)
    assert mails()[1:] == [("followup.declined", group.first.id)]
    with pytest.raises(promises.NotAsked):
        handing_over.decline(made, group.bringer.id, now=now, by=owner(group))


def test_whoever_does_it_themselves_after_all_asks_nobody(group: Group, now: datetime) -> None:
    made = promised(group)
    handing_over.offer(made, group.bringer.id, now=now, by=owner(group))
    promises.begin(made, now=now, by=owner(group))
    assert made.offered_to_id is None
    mail = db.session.scalars(select(OutboxMail)).one()
    assert compose(mail) is None, "the question is taken back before it was sent"


def test_only_somebody_of_the_table_whom_a_mail_reaches_can_take_it_over(
    group: Group, now: datetime
) -> None:
    made = promised(group)
    group.bringer.person.email = None
    db.session.commit()
    for other in (group.elsewhere.id, group.first.id, group.bringer.id, 0):
        with pytest.raises(handing_over.NobodyToAsk):
            handing_over.offer(made, other, now=now, by=owner(group))


def test_the_sentences_somebody_gave_are_told_to_them_and_go_with_them(
    group: Group, now: datetime
) -> None:
    made = promised(group)
    promises.get_stuck(made, said="Niemand belt terug.", now=now, by=owner(group))
    promises.begin(made, now=now, by=Actor("organiser", group.first.id))
    held = privacy.held(group.first, session=db.session())
    assert held is not None
    assert held[1][0]["wat ik erbij zei"] == ["Niemand belt terug."]
    with writing() as session:
        privacy.erase(group.first, session=session, texts=False)
    assert [one.said for one in made.changes] == ["", "", ""]
    assert made.action == "Bellen", "what the table agreed stays the table's"
