"""The least valid objects, written by the system actor."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from benken.access import typed_text
from benken.access.actions import blocks, ways_in
from benken.access.actions.accounts import create_account
from benken.access.actions.logs import log_reading
from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Right, Role, Team, UnusualReading, User, WhyQuestion
from benken.followup.actions import check_ins, own_words
from benken.followup.actions import safety as safety_plan
from benken.followup.actions.goals import add_step, set_goal
from benken.followup.actions.promises import promise
from benken.followup.actions.weekly import ask_for_weekly_look
from benken.followup.models import CheckIn, Goal, HowToBeMet, SafetyItem, SafetyItemShare, Step
from benken.interop.actions.upload import start_import
from benken.interop.caseload.read import Rows
from benken.interop.models import Import, ImportedRow
from benken.lib.file_kinds import taken
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import IncomingText, Text, TextChoices, TextConsent, TextGoal
from benken.messaging.policies.texts import Way
from benken.people.actions import copies, my_rights, relations
from benken.people.actions.absences import be_away
from benken.people.actions.attachments import attach
from benken.people.actions.disclosure import decide_disclosure, propose_disclosure
from benken.people.actions.emergency import open_in_emergency
from benken.people.actions.ending import note_death
from benken.people.actions.entries import Written, correct, mark_read, save_draft, share
from benken.people.actions.leaving import begin_leaving, say_for_leaving
from benken.people.actions.network import add_supporter
from benken.people.actions.people import register_person
from benken.people.actions.sharing import Yes, share_with
from benken.people.actions.stand_ins import ask_stand_in
from benken.people.actions.withholding import withhold
from benken.people.disclosure_proposal import Proposal
from benken.people.leaving_policies import Say
from benken.people.models import (
    AboutMe,
    AllAboutCopy,
    AnswerHours,
    AskAgain,
    Attachment,
    Complaint,
    ContactChange,
    ContactPerson,
    ContactWish,
    CorrectionRequest,
    Death,
    DeathNews,
    DeathTalk,
    DisclosureCase,
    EmergencyAccess,
    Entry,
    OwnVersion,
    PageChoice,
    Person,
    Phone,
    RelationTalk,
    SharedPart,
    SharingConsent,
    Supporter,
    Withholding,
)
from benken.people.phones import NewPhone
from benken.people.queries.ending import finishing
from benken.people.supporters import SupporterWords
from benken.services.actions.appointments import book, book_every_week
from benken.services.actions.referral_files import put_beside
from benken.services.actions.referrals import answer_letter, draft_referral, record_step
from benken.services.models import (
    Appointment,
    Home,
    HomeFault,
    Option,
    OptionSheet,
    Place,
    PlaceEditor,
    Provider,
    Referral,
    ReferralStep,
    Request,
    RequestNote,
    Service,
    StandingAppointment,
    Stay,
    StayLine,
    TurnedAway,
    Wait,
    WaitLine,
)
from benken.services.plan import Plan
from benken.services.referral_facts import Happened, Letter, NextUp
from tests.soft_key import SoftKey

_number = count(1)


def make_team(name: str = "") -> Team:
    """Make a team."""
    return Team.objects.create(name=name or f"Team {next(_number)}")


def make_user(*roles: Role, name: str = "", team: Team | None = None, subject_id: UUID | None = None) -> User:
    """Make somebody with roles, a worker if none is named."""
    number = next(_number)
    with acting_as(SYSTEM):
        user = create_account(
            name=name or f"Somebody {number}",
            username=f"user{number}",
            email=f"user{number}@fjordvik.example",
            roles=list(roles) or [Role.WORKER],
            team=team,
            at=timezone.now(),
            subject_id=subject_id,
        )
        if user.is_staff:
            AnswerHours.objects.create(worker=user, week=[time(15)] * 5 + [None] * 2)
        return user


def make_person(*, contact: User | None = None, called: str = "", at: datetime | None = None) -> Person:
    """Make a person, with a contact person unless the test gives one."""
    contact = contact or make_user(team=make_team())
    at = at or timezone.now() - timedelta(days=30)
    return register_person(called=called or f"Kalt {next(_number)}", by=contact, contact=contact, at=at)


def make_account_of(person: Person) -> User:
    """Make the person's own account."""
    user = make_user(Role.PERSON, name=person.called, subject_id=person.pk)
    grant_right(user=user, subject_id=person.pk, basis=Right.Basis.SELF, at=person.known_since_at)
    return user


def make_goal(person: Person, *, by: User, words: str = "Ha en dør jeg kan låse") -> Goal:
    """Make an open goal."""
    with acting_as(SYSTEM):
        return set_goal(person=person, words=words, by=by, at=timezone.now())


def make_step(goal: Goal, *, by: User, words: str = "Ringe om visning") -> Step:
    """Make an undone step."""
    with acting_as(SYSTEM):
        return add_step(goal=goal, words=words, by=by, at=timezone.now(), today=timezone.localdate())


def make_check_in(person: Person, *, by: User, words: str = "Det går.", at: datetime | None = None) -> CheckIn:
    """Make a check-in that nobody has seen."""
    with acting_as(SYSTEM):
        return check_ins.say_how_i_am(person=person, feeling="so_so", words=words, by=by, at=at or timezone.now())


def make_line(
    person: Person, *, by: User, kind: str = "calms", words: str = "Gå til brygga.", **more: Any
) -> SafetyItem:
    """Write a line for when it is hard."""
    with acting_as(by.pk):
        return safety_plan.add_line(person=person, kind=kind, words=words, by=by, at=timezone.now(), **more)


def make_entry(person: Person, *, by: User, text: str = "Vi satt på benken og snakket.", shared: bool = True) -> Entry:
    """Make an entry, shared unless a draft is wanted."""
    at = timezone.now()
    with acting_as(SYSTEM):
        entry = save_draft(person=person, written=Written(Entry.Kind.TALK, text, happened_at=at), by=by, at=at)
        return share(entry=entry, by=by, at=at) if shared else entry


def make_attachment(
    person: Person, *, by: User, content: bytes = b"Vedtak om bolig.", name: str = "vedtak.txt", shared: bool = True
) -> Attachment:
    """Make a file on a new entry, shared unless a draft is wanted."""
    entry, at = make_entry(person, by=by, shared=False), timezone.now()
    with acting_as(SYSTEM):
        [made] = attach(entry=entry, files=[taken(name=name, content=content, otherwise="Vedlegg")], by=by, at=at)
        if shared:
            made.entry = share(entry=entry, by=by, at=at)
    return made


def make_consent(person: Person, *, to: User | None = None, by: User, parts: tuple[str, ...] = ()) -> SharingConsent:
    """Make a running consent to all parts that can be shared, or some, given on the person's own page."""
    yes = Yes(parts=parts or SharedPart.values, why="vi øver sammen", until_at=timezone.now() + timedelta(days=90))
    receiver = to or make_user(Role.SUPPORTER)
    with acting_as(SYSTEM):
        return share_with(person=person, receiver=receiver, yes=yes, by=by, at=timezone.now())


def make_emergency(person: Person, *, by: User | None) -> EmergencyAccess:
    """Open a record in an emergency, by a phone that the person gets for it."""
    assert by is not None
    with acting_as(SYSTEM):
        number = f"+4799{next(_number):06}"
        person.phones.create(number=number, position=9)
        why = {"kind": "danger", "words": "Ligger og svarer ikke"}
        open_in_emergency(called=person.called, phone=number, national_number="", **why, by=by, at=timezone.now())
        return EmergencyAccess.objects.get(person=person, by=by)


def make_withholding(person: Person, *, by: User, days: int = 30) -> Withholding:
    """Withhold a new note from the person; for so long that a second person has to confirm it."""
    entry, at = make_entry(person, by=by, text="Faren ringte."), timezone.now()
    with acting_as(SYSTEM):
        return withhold(
            entry=entry,
            basis="no_danger",
            until_at=at + timedelta(days=days),
            why="Faren leser telefonen.",
            country="no",
            by=by,
            at=at,
        )


def make_case(person: Person, *, by: User, decided_by: User | None = None) -> DisclosureCase:
    """Propose to give something on; with a leader named, they have said yes."""
    at = timezone.now()
    proposal = Proposal("no_rescue", f"Legevakta {next(_number)}", "", "De må vite det.", "Hun puster sakte.")
    with acting_as(SYSTEM):
        case = propose_disclosure(person=person, proposal=proposal, country="no", by=by, at=at)
        if decided_by is None:
            return case
        return decide_disclosure(case=case, approve=True, words="Nødvendig.", by=decided_by, at=at)


def make_death(person: Person, *, by: User) -> Death:
    """Let the contact person write down that somebody is dead."""
    at = timezone.now()
    with acting_as(by.pk):
        whose = finishing(person.pk, for_user=by, at=at)
        return note_death(whose=whose, died_on=None, is_unsure=False, told_by="Broren", by=by, at=at)


def make_supporter(person: Person, *, by: User, name: str = "Silje", **words: Any) -> Supporter:
    """Make somebody of the person's network."""
    with acting_as(SYSTEM):
        return add_supporter(person=person, words=SupporterWords(name=name, **words), by=by, at=timezone.now())


def make_appointment(person: Person, *, by: User, at: datetime | None = None, **words: Any) -> Appointment:
    """Make an appointment: tomorrow, an hour, with whoever makes it; `at` is when it was made."""
    made_at = at or timezone.now()
    plan: dict[str, Any] = {"starts_at": made_at + timedelta(days=1), "minutes": 60, "with_user": by, **words}
    with acting_as(SYSTEM):
        return book(person=person, plan=Plan(**plan), by=by, at=made_at)


def make_standing(person: Person, *, by: User, at: datetime | None = None, **words: Any) -> StandingAppointment:
    """Make a standing appointment from tomorrow on."""
    made_at = at or timezone.now()
    plan: dict[str, Any] = {"starts_at": made_at + timedelta(days=1), "minutes": 60, "with_user": by, **words}
    with acting_as(SYSTEM):
        return book_every_week(person=person, plan=Plan(**plan), until_on=None, by=by, at=made_at)


def make_import(*, by: User | None) -> Import:
    """Make an import of one row, its columns waiting to be looked over."""
    assert by is not None
    with acting_as(SYSTEM):
        rows = Rows((("Kallenavn",), ("Ole",)), from_text=True)
        return start_import(rows=rows, file_name="folk.csv", by=by, at=timezone.now())


def make_service(name: str = "Avrusning", *, editor: User | None = None) -> Service:
    """Make something a place offers; with an editor, letters to it are answered here."""
    with acting_as(SYSTEM):
        provider = Provider.objects.create(name=f"Hjelp {next(_number)}")
        place = Place.objects.create(provider=provider, name="Odden", changed_at=timezone.now())
        if editor is not None:
            PlaceEditor.objects.create(place=place, user=editor, since_at=timezone.now())
        return Service.objects.create(
            place=place, need="detox", name=name, way_in="referral", answers_here=editor is not None
        )


def make_referral(
    person: Person, *, by: User, to: str = "Odden avrusning", service: Service | None = None, at: datetime | None = None
) -> Referral:
    """Make a draft."""
    at = at or timezone.now()
    letter = Letter("referral", to, person.called, "Avrusning", hopes="Sove en hel natt.", service=service)
    with acting_as(SYSTEM):
        day = timezone.localdate(at) + timedelta(days=7)
        return draft_referral(person=person, letter=letter, next_on=day, by=by, at=at)


def step_on(referral: Referral, to: str, *, by: User, at: datetime | None = None, **more: Any) -> ReferralStep:
    """Record what came, with a week to the next date."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    reasons = {"declined": "full", "withdrawn": "not_asked"}
    next_on = more.pop("next_on", today + timedelta(days=7))
    wait = NextUp(more.pop("ball", "receiver"), next_on)
    happened: dict[str, Any] = {"on_day": today, "source": "phone", "reason": reasons.get(to, "")} | more
    with acting_as(SYSTEM):
        return record_step(referral=referral, happened=Happened(to, **happened), next_up=wait, by=by, at=at)


def make_file_about(referral: Referral, *, by: User) -> Attachment:
    """Put a file with the letter of a draft."""
    files, at = [taken(name="brev.txt", content=b"Et brev.", otherwise="Vedlegg")], timezone.now()
    with acting_as(SYSTEM):
        return put_beside(referral=referral, about_id=referral.pk, files=files, by=by, at=at)[0]


def answered_with_a_file(referral: Referral, *, by: User) -> Attachment:
    """Answer a letter that was sent here, as an editor of the place, with a file."""
    at = timezone.now()
    files, next_on = [taken(name="svar.txt", content=b"Vi svarer.", otherwise="Vedlegg")], timezone.localdate(at)
    happened = Happened("received", next_on, "here")
    with acting_as(by.pk):
        step = answer_letter(referral_id=referral.pk, happened=happened, next_on=next_on, files=files, by=by, at=at)
    with acting_as(SYSTEM):
        return Attachment.objects.get(about_id=step.pk)


def make_question(person: Person, *, by: User, reader: User, told_leader: bool = False) -> WhyQuestion:
    """Make a question why somebody read, and the reading."""
    at = timezone.now()
    with acting_as(SYSTEM):
        reading = Reading.objects.create(
            user=reader, subject_id=person.pk, part="page", basis=Right.Basis.CONTACT_PERSON, at=at
        )
        return WhyQuestion.objects.create(
            reading_id=reading.id,
            reading_at=at,
            subject_id=person.pk,
            part=reading.part,
            reader=reader,
            asked_by=by,
            asked_at=at,
            answer_by_on=timezone.localdate() + timedelta(days=14),
            leader_told_at=at if told_leader else None,
        )


def make_unusual(person: Person, *, reader: User) -> UnusualReading:
    """Make a line of a leader's list of unusual reading, and the reading."""
    at = timezone.now()
    with acting_as(SYSTEM):
        reading = Reading.objects.create(
            user=reader, subject_id=person.pk, part="page", basis=Right.Basis.CIRCLE, at=at
        )
        return UnusualReading.objects.create(
            week_on=timezone.localdate() - timedelta(days=7),
            found_at=at,
            reader=reader,
            rule=UnusualReading.Rule.SAME_NAME,
            subject_id=person.pk,
            records=1,
            times=1,
            first_at=at,
            last_at=at,
            reading_id=reading.id,
            reading_at=at,
            part=reading.part,
        )


def make_request(*, team: Team | None = None, person: Person | None = None, **fields: Any) -> Request:
    """Make somebody who has asked for help this morning, and whom nobody has answered."""
    at = timezone.now()
    given = {"received_at": at, "answer_by_on": timezone.localdate(at) + timedelta(days=1), "words": "Jeg vil snakke."}
    with acting_as(SYSTEM):
        return Request.objects.create(**{**given, **fields, "team": team, "person": person})


def make_key(user: User, name: str = "Telefonen") -> Authenticator:
    """Make a passkey that nobody holds."""
    credential = SoftKey().make({"publicKey": {"user": {"id": ""}, "challenge": "YQ"}})
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": credential})


def make_copy(person: Person, *, by: User) -> AllAboutCopy:
    """Make a file of all about a person."""
    with acting_as(by.pk):
        copy, _waits = copies.ask_for_all(
            person=person, shape=AllAboutCopy.Shape.JSON, large=False, language="nb", by=by, at=timezone.now()
        )
    return copy


def make_correction_request(person: Person, *, by: User) -> CorrectionRequest:
    """Make the person's words that something is not right."""
    with acting_as(by.pk):
        return my_rights.ask_for_correction(
            person=person, about=CorrectionRequest.About.NAME, entry=None, words="Feil navn.", by=by, at=timezone.now()
        )


def make_no(person: Person, *, by: User, **fields: Any) -> TurnedAway:
    """Make somebody be turned away somewhere."""
    with acting_as(SYSTEM):
        told = {"place": "Et sted", "body": "health", "kind": "full", "asked_for": "Avrusning", "reason": "Fullt."}
        at = fields.pop("at", timezone.now())
        on = {"told_on": timezone.localdate(at), "written_at": at}
        return TurnedAway.objects.create(person=person, written_by=by, **{**told, **on, **fields})


def make_home(person: Person, *, by: User, **fields: Any) -> Home:
    """Make somebody live somewhere."""
    with acting_as(SYSTEM):
        told = {"kind": "rented", "written_by": by, "written_at": timezone.now(), **fields}
        return Home.objects.create(person=person, **told)


def make_home_fault(person: Person, *, by: User, **fields: Any) -> HomeFault:
    """Make something be broken at home."""
    with acting_as(SYSTEM):
        told = {"words": "Lyspæra i gangen", "written_by": by, "written_at": timezone.now(), **fields}
        return HomeFault.objects.create(person=person, **told)


def make_stay(person: Person, *, by: User, **fields: Any) -> Stay:
    """Make somebody be somewhere for a while: in since yesterday, out in ten days."""
    with acting_as(SYSTEM):
        at = fields.pop("at", timezone.now())
        today = timezone.localdate(at)
        plan = {"from_on": today - timedelta(days=1), "planned_end_on": today + timedelta(days=10)}
        told = {"kind": "detox", "place": "Odden", "written_by": by, "written_at": at, **plan, **fields}
        told.setdefault("has_begun", told["from_on"] <= today)
        return Stay.objects.create(person=person, **told)


def make_options(person: Person, *, by: User, names: tuple[str, ...] = ("Et kurs",), **fields: Any) -> OptionSheet:
    """Make a sheet about something, with an option of each name."""
    with acting_as(SYSTEM):
        made = {"person": person, "written_by": by, "written_at": timezone.now()}
        sheet = OptionSheet.objects.create(about="Hjelp med søvnen", **made)
        for name in names:
            Option.objects.create(sheet=sheet, name=name, **{**made, **fields})
        return sheet


def make_text(person: Person, *, by: User, text: str = "Hei!") -> Text:
    """Say yes to texts on the person's first number, and send a message as a text; it waits in the queue."""
    at = timezone.now()
    say_yes_to_texts(person, by=by)
    with acting_as(SYSTEM):
        return Text.objects.get(message=send_message(person=person, text=text, by=by, at=at, way=Way.WORDS))


def say_yes_to_texts(person: Person, *, by: User, **said: Any) -> TextConsent:
    """Say yes to texts on the person's first number, at any hour of the day unless the test gives quiet hours."""
    at = timezone.now()
    yes = {"person": person, "yes_at": at, "yes_how": "talk", "yes_by": by, "is_used": True, **said}
    at_any_hour = {"quiet_from": time(0), "quiet_until": time(0), "changed_at": at, "changed_by": by}
    with acting_as(SYSTEM):
        phone = person.phones.first() or Phone.objects.create(person=person, number="+4799990199")
        TextChoices.objects.get_or_create(person=person, defaults=at_any_hour)
        return TextConsent.objects.update_or_create(phone=phone, defaults=yes)[0]


def make_text_in(person: Person | None, *, number: str = "+4799990198", text: str = "Hei!") -> IncomingText:
    """Let a text come in, of a person or into the tray."""
    at = timezone.now()
    with acting_as(SYSTEM):
        return IncomingText.objects.create(
            gateway="rest", gateway_id=str(new_id()), number=number, text="" if person else text, person=person,
            said_at=at, received_at=at, in_tray=person is None,
        )  # fmt: skip


def make_complaint(person: Person, *, by: User) -> Complaint:
    """Make a complaint that nobody has answered."""
    with acting_as(by.pk):
        return my_rights.complain(
            person=person, about=Complaint.About.OTHER, words="Jeg vil klage.", by=by, at=timezone.now()
        )


def make_wish(person: Person, *, by: User, **fields: Any) -> ContactWish:
    """Let somebody ask for another contact person."""
    at, today = timezone.now(), timezone.localdate()
    with acting_as(SYSTEM):
        return ContactWish.objects.create(
            person=person, written_by=by, asked_at=at, answer_by_on=today + timedelta(days=7), **fields
        )


def make_contact_change(person: Person, *, to: User, by: User, **fields: Any) -> ContactChange:
    """Let somebody propose a change of contact person."""
    at = timezone.now()
    told = {"reason": "moved_on", "persons_say": "Det er greit."} | fields
    with acting_as(SYSTEM):
        return ContactChange.objects.create(person=person, to=to, proposed_by=by, proposed_at=at, state_at=at, **told)


def sign_in(client: Client, user: User, *, narrow: bool = False) -> Client:
    """Sign a user in with both factors shown; a person's session is whole unless a narrow one is wanted."""
    user.refresh_from_db(fields=["sessions_ended"])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = True
    if not narrow:
        session["whole_until"] = (timezone.now() + timedelta(hours=1)).timestamp()
    session.save()
    return client


def make_whole_course() -> tuple[Person, User]:  # noqa: PLR0915  # a row for each table, one after the other
    """Make a person with at least one row in every table that hangs on a person; return them and the contact."""
    team = make_team()
    first, contact, colleague = make_user(team=team), make_user(team=team), make_user(team=team)
    at, today = timezone.now(), timezone.localdate()
    with acting_as(SYSTEM):
        person = register_person(
            called=f"Kalt {next(_number)}",
            by=first,
            contact=first,
            at=at - timedelta(days=60),
            phones=[NewPhone("+4799990101")],
        )
        relations.hand_over(
            person=person,
            to=contact,
            reason=ContactPerson.Reason.LEAVE,
            persons_say="Det er greit.",
            goodbye="",
            hello="",
            overlap_until_at=at + timedelta(days=7),
            by=first,
            at=at,
        )
        relations.let_into_circle(
            person=person, member=colleague, basis="sammen om bolig", until_at=at + timedelta(days=7), by=contact, at=at
        )
        goal = set_goal(person=person, words="Ha en dør jeg kan låse", by=contact, at=at)
        add_step(goal=goal, words="Ringe om visning", by=contact, at=at, today=today)
        own_words.say_best_now(person=person, words="At noen ringer tilbake.", by=contact, at=at)
        own_words.answer_basics(person=person, answers={"food": "ok"}, by=contact, at=at)
        own_words.describe_area(
            person=person, area="home", carries="Søstera mi.", burdens="Trekken.", seen_version=0, by=contact, at=at
        )
        add_supporter(person=person, words=SupporterWords(name="Silje", relation="søstera mi"), by=contact, at=at)
        check_ins.say_how_i_am(person=person, feeling="heavy", needs="mat", words="Sov lite.", by=contact, at=at)
        check_ins.save_own_tip(person=person, zone="over", words="Gå til brygga.", seen_version=0, by=contact, at=at)
        line = safety_plan.add_line(
            person=person, kind="people", words="Søstera mi.", phone="+4799990197", by=contact, at=at
        )
        met = dict.fromkeys(HowToBeMet.LABELS, "Rolig.")
        safety_plan.say_how_to_be_met(person=person, said=met, seen_version=0, by=contact, at=at)
        ask_for_weekly_look(person=person, weekday=3, by=contact, at=at)
        promise(person=person, words="Ringe NAV", due_on=today, by=contact, at=at, today=today)
        send_message(person=person, text="Hei!", by=contact, at=at)
        make_text(person, by=contact)
        make_text_in(person)
        TextGoal.objects.create(goal=goal, person=person, name="døra")
        entry = save_draft(
            person=person, written=Written(Entry.Kind.TALK, "Vi satt ute.", happened_at=at), by=contact, at=at
        )
        share(entry=entry, by=contact, at=at)
        mark_read(entries=[entry], by=colleague, at=at)
        entry.refresh_from_db()
        correct(entry=entry, text="Vi satt inne.", by=contact, at=at)
        OwnVersion.objects.create(person=person, entry=entry, at=at, text="Det regnet.")
        ways_in.make_code(user=make_user(Role.PERSON), subject_id=person.pk, by=contact, at=at)
        PageChoice.objects.create(person=person, hidden=["goals"], changed_at=at)
        receiver, until = make_user(Role.SUPPORTER), at + timedelta(days=7)
        consent = SharingConsent.objects.create(
            person=person, receiver=receiver, parts=["goals"], why="x", how="on_paper", given_at=at,
            given_by=contact, until_at=until,
        )  # fmt: skip
        SafetyItemShare.objects.create(
            person=person, item=line, consent=consent, receiver=receiver, given_at=at, given_by=contact, until_at=until
        )
        AskAgain.objects.create(person=person, on=today, written_by=contact)
        blocks.keep_out(user=make_user(), subject_id=person.pk, but=(), by=contact, at=at)
        log_reading(user=contact, subject_id=person.pk, part="page", basis="contact_person", at=at)
        typed_text.keep(user=contact, page="/x/", fields=QueryDict("text=hei"), at=at)
        leader = make_user(Role.LEADER, team=team)
        make_emergency(person, by=make_user(team=make_team()))
        make_withholding(person, by=contact)
        make_case(person, by=contact)
        make_attachment(person, by=contact)
        make_standing(person, by=contact)
        make_appointment(person, by=contact, what="hos tannlegen")
        make_question(person, by=leader, reader=contact)
        make_unusual(person, reader=colleague)
        AllAboutCopy.objects.create(person=person, asked_by=contact, asked_at=at, shape="json", until_at=until)
        CorrectionRequest.objects.create(
            person=person, about="other", words="Feil.", asked_by=leader, asked_at=at, answer_by_on=today, to=contact
        )
        CorrectionRequest.objects.create(
            person=person, about="other", words="Feil.", asked_by=leader, asked_at=at, answer_by_on=today, to=contact,
            outcome="corrected", answer="Rettet.", answered_by=contact, answered_at=at,
        )  # fmt: skip
        Complaint.objects.create(
            person=person, about="other", words="Klage.", written_by=contact, made_at=at, answer_by_on=today, team=team
        )
        make_wish(person, by=contact, words="En annen.", may_tell=True)
        make_wish(
            person, by=contact, words="Ikke sånn.", about="not_so", outcome="stays", answer="Da venter vi.",
            wished=colleague, answered_by=leader, answered_at=at,
        )  # fmt: skip
        make_contact_change(
            person, to=colleague, by=contact, goodbye="Kaffe.", hello="En tur.", know="Bank på vinduet.",
            overlap_until_at=until,
        )  # fmt: skip
        RelationTalk.objects.create(
            person=person, from_person=True, words="Det ble feil.", opened_at=at, ended_at=at, end_words="Vi ringer."
        )
        AboutMe.objects.create(worker=contact, good_at="Å vente.", how_i_work="Rolig.", languages="Norsk")
        make_no(person, by=contact, complaint="Jeg klager.", sent_on=today, answer="Vi ser på det.", answered_on=today)
        make_home(person, by=contact, owner="Utleieren", words="Trekker.", with_follow_up=True)
        make_home_fault(person, by=contact, told_to="Vaktmesteren", answer="Snart.")
        stay = make_stay(person, by=contact)
        StayLine.objects.create(person=person, stay=stay, about="soon", on_day=today, told_at=at)
        make_stay(person, by=contact, ended_on=today, end_reason="own_words", end_words="Maten.", planned_end_on=None)
        ahead = today + timedelta(days=2)
        make_stay(person, by=contact, from_on=ahead, off_on=today, off_reason="own_words", off_words="Ble fullt.")
        sheet = make_options(
            person, by=contact, what="Ti kvelder.", wait="To uker.", asks="Å komme.", meanwhile="Te og prat.",
            body="municipality", track="no_municipal", source="Brosjyren", heard_on=today, good="Folk.", hard="Bussen.",
        )  # fmt: skip
        OptionSheet.objects.filter(pk=sheet.pk).update(
            lean="option", lean_to=sheet.options.get(), lean_words="Kanskje.", lean_by=contact, lean_at=at
        )
        asked = make_request(team=team, person=person, called="Lise", ended_at=at, outcome=Request.Outcome.KNOWN)
        RequestNote.objects.create(asked=asked, kind=RequestNote.Kind.TRIED, by=contact, at=at, words="Ringte.")
        editor = make_user(Role.SERVICE_EDITOR)
        referral = make_referral(person, by=contact, service=make_service(editor=editor), at=at)
        step_on(referral, "sent", by=contact, at=at, source="here", track="no_specialist")
        wait = Wait.objects.get(referral=referral, ended_at=None)
        WaitLine.objects.create(
            person=person, wait=wait, about="next", on_day=today, ball="receiver", next_on=today, told_at=at
        )
        AnswerHours.objects.filter(worker=contact).update(stand_in=make_user(team=team))
        assert ask_stand_in(person=person, at=at)
        days = [today + timedelta(days=ahead) for ahead in (30, 35)]
        be_away(worker=contact, since_on=days[0], back_on=days[1], stand_in=None, by=contact, at=at)
        leaving = begin_leaving(worker=contact, last_on=today + timedelta(days=60), by=contact, at=at)
        said = Say("somebody", colleague, "Hun kjenner meg.", "Vi tar en kaffe.", "Vi møtes på brygga.")
        say_for_leaving(leaving=leaving, person=person, say=said, seen_version=0, by=contact, at=at)
        ImportedRow.objects.create(of=make_import(by=leader), number=2, outcome="made", person_id=person.pk)
    return person, contact


def let_die(person: Person, *, contact: User) -> Death:
    """Put the rows there that stand when somebody has died, and end nothing: the rest of a course is to be seen."""
    at, reader = timezone.now(), make_user(team=contact.team)
    with acting_as(SYSTEM):
        death = Death.objects.create(
            person=person, told_by="Broren", children="To.", noted_by=contact, noted_at=at, closes_at=at
        )
        told = {"person": person, "death": death}
        DeathNews.objects.create(**told, user=reader, called="Kalt", noted_by=contact, noted_at=at, talk_with=contact)
        DeathTalk.objects.create(**told, name="Silje", relation="søstera", talked_by=contact)
    return death
