"""The reception's tray: whose each is, what was tried, what came of it; silence closes nothing, and nobody is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, Team, User
from benken.operate.tidy import delete_what_is_over
from benken.people.models import Entry, Person
from benken.services.models import Request, RequestNote
from tests.factories import make_account_of, make_person, make_request, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
WORDS = "Jeg vil snakke med noen om i går."


@pytest.fixture
def team() -> Team:
    """Return a team."""
    return make_team("Sentrum")


@pytest.fixture
def worker(team: Team) -> User:
    """Return one who takes requests."""
    return make_user(team=team, name="Ingunn Sæther")


@pytest.fixture
def asked(team: Team) -> Request:
    """Return a request that nobody has taken."""
    return make_request(team=team, words=WORDS, called="Lise", phone="99912345")


def now_of(asked: Request) -> Request:
    """Return a request as it is now."""
    with acting_as(SYSTEM):
        return Request.objects.select_related("owner", "team", "person").get(pk=asked.pk)


def notes(asked: Request) -> list[str]:
    """Return the words beside a request."""
    with acting_as(SYSTEM):
        return list(RequestNote.objects.filter(asked=asked).values_list("words", flat=True))


def verbs(asked: Request) -> list[str]:
    """Return what was done with a request, but opened."""
    with acting_as(SYSTEM):
        deeds = Deed.objects.filter(object_id=asked.pk).exclude(verb="request.open").order_by("at", "id")
        return list(deeds.values_list("verb", flat=True))


def act(client: Client, name: str, asked: Request, **data: object) -> int:
    """Do something with a request; return how it was answered."""
    more = {"what": data.pop("what")} if "what" in data else {}
    return client.post(reverse(f"request_{name}", kwargs={"asked_id": asked.pk, **more}), data).status_code


def test_those_who_take_requests_see_who_asked_and_no_words_until_they_open_it(
    client: Client, worker: User, asked: Request
) -> None:
    sign_in(client, worker)
    tray = client.get(reverse("requests")).content.decode()
    assert "Lise" in tray
    assert "Ingen har tatt disse" in tray
    assert WORDS not in tray
    page = client.get(reverse("request", args=[asked.pk])).content.decode()
    assert WORDS in page
    assert "99912345" in page
    assert "Åpnet av" in page
    assert "Ingunn Sæther" in page
    with acting_as(SYSTEM):
        assert list(Reading.objects.filter(user=worker).values_list("part", flat=True)) == ["requests", "request"]
        assert Deed.objects.filter(by=worker, verb="request.open", object_id=asked.pk).count() == 1


@pytest.mark.parametrize("role", [Role.PEER, Role.OUTREACH, Role.PLANNER, Role.ADMIN, Role.SERVICE_EDITOR])
def test_others_of_the_same_house_see_nothing(client: Client, team: Team, asked: Request, role: Role) -> None:
    sign_in(client, make_user(role, team=team))
    for path in (reverse("requests"), reverse("request_new"), reverse("request", args=[asked.pk])):
        assert client.get(path).status_code == 404
    assert act(client, "take", asked) == 404
    assert now_of(asked).owner is None


def test_another_team_sees_nothing_of_it_and_everybody_who_takes_sees_what_came_to_no_team(
    client: Client, asked: Request
) -> None:
    nobodys = make_request(called="Uteligger", words="Hei.")
    sign_in(client, make_user(team=make_team()))
    tray = client.get(reverse("requests")).content.decode()
    assert "Lise" not in tray
    assert "Uteligger" in tray
    for name in ("take", "tried", "talked", "end", "give"):
        assert act(client, name, asked, tried="x", outcome="got_it", did="x") == 404
    assert act(client, "take", nobodys) == 302
    assert notes(asked) == verbs(asked) == []


def test_one_tap_takes_it_and_a_second_one_changes_nothing(
    client: Client, worker: User, team: Team, asked: Request
) -> None:
    sign_in(client, worker)
    assert [act(client, "take", asked) for _tap in range(2)] == [302, 302]
    assert now_of(asked).owner == worker
    assert verbs(asked) == ["request.take"]
    other = make_user(team=team)
    sign_in(client, other)
    page = client.post(reverse("request_take", args=[asked.pk]), follow=True).content.decode()
    assert "Ingunn Sæther har tatt den." in page
    assert now_of(asked).owner == worker


def test_what_was_taken_is_put_back_by_whoever_took_it_alone(
    client: Client, worker: User, team: Team, asked: Request
) -> None:
    act(sign_in(client, worker), "take", asked)
    act(sign_in(client, make_user(team=team)), "undo", asked, what="taken")
    assert now_of(asked).owner == worker
    act(sign_in(client, worker), "undo", asked, what="taken")
    assert now_of(asked).owner is None
    assert act(client, "undo", asked, what="everything") == 404


def test_whoever_takes_what_came_to_no_team_brings_it_to_theirs(client: Client, worker: User) -> None:
    nobodys = make_request()
    act(sign_in(client, worker), "take", nobodys)
    assert now_of(nobodys).team == worker.team


def test_it_is_given_to_another_who_then_has_it_in_their_team(client: Client, worker: User, asked: Request) -> None:
    to = make_user(team=make_team("Nord"), name="Per Nord")
    sign_in(client, worker)
    assert act(client, "give", asked) == 422
    assert act(client, "give", asked, to=make_user(Role.PEER).pk) == 422
    assert act(client, "give", asked, to=to.pk) == 302
    given = now_of(asked)
    assert (given.owner, given.team) == (to, to.team)
    assert notes(asked) == ["Per Nord"]
    assert client.get(reverse("request", args=[asked.pk])).status_code == 404
    sign_in(client, to)
    assert WORDS in client.get(reverse("request", args=[asked.pk])).content.decode()


def test_tried_without_an_answer_never_closes(client: Client, worker: User, asked: Request) -> None:
    sign_in(client, worker)
    for words in ("Ringte, ingen svar.", "Ringte, ingen svar.", "Sto i døra."):
        assert act(client, "tried", asked, tried=words) == 302
    assert notes(asked) == ["Ringte, ingen svar.", "Sto i døra."]
    assert now_of(asked).ended_at is None
    page = client.post(reverse("request_tried", args=[asked.pk]), {"tried": " "})
    assert page.status_code == 422


def test_two_years_of_silence_close_nothing_and_it_stands_on_today(
    client: Client, worker: User, asked: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(days=730)
    delete_what_is_over(at=later)
    monkeypatch.setattr(timezone, "now", lambda: later)
    today = sign_in(client, worker).get("/").content.decode()
    assert "Spør om hjelp" in today
    assert "ingen har tatt den" in today
    assert (now_of(asked).ended_at, now_of(asked).words) == (None, WORDS)


def overdue(team: Team | None, **more: Any) -> Request:
    """Return somebody who should have had an answer yesterday."""
    return make_request(team=team, called="Sein", answer_by_on=timezone.localdate() - timedelta(days=1), **more)


def test_what_nobody_has_taken_stands_on_today_of_every_worker_of_the_team_when_its_day_has_come(
    client: Client, worker: User, team: Team, asked: Request
) -> None:
    late = overdue(team)
    for user in (worker, make_user(team=team)):
        page = sign_in(client, user).get("/").content.decode()
        assert "Sein" in page
        assert "Lise" not in page  # its day is tomorrow
        assert "(noe venter)" in page
    for other in (make_user(team=make_team()), make_user(Role.PEER, team=team)):
        assert "Sein" not in sign_in(client, other).get("/").content.decode()
    act(sign_in(client, worker), "take", late)
    assert "Sein" in client.get("/").content.decode()  # hers until the first talk
    assert "Sein" not in sign_in(client, make_user(team=team)).get("/").content.decode()
    act(sign_in(client, worker), "talked", late)
    assert "Sein" not in client.get("/").content.decode()
    assert now_of(asked).owner is None


def test_when_whoever_had_it_has_left_it_is_nobodys_again(client: Client, worker: User, team: Team) -> None:
    gone = make_user(team=team)
    late = overdue(team, owner=gone, owner_since_at=timezone.now())
    with acting_as(SYSTEM):
        User.objects.filter(pk=gone.pk).update(is_active=False)
    sign_in(client, worker)
    assert "Sein" in client.get("/").content.decode()
    act(client, "take", late)
    assert now_of(late).owner == worker


def test_the_leader_is_shown_what_nobody_has_taken_in_time_and_no_other_leader(
    client: Client, team: Team, asked: Request
) -> None:
    leader, other = (make_user(Role.LEADER, team=one) for one in (team, make_team()))
    assert "(noe venter)" not in sign_in(client, leader).get("/team/").content.decode()
    late = overdue(team)
    assert "(noe venter)" in client.get("/team/").content.decode()
    assert "(noe venter)" not in sign_in(client, other).get("/team/").content.decode()
    act(sign_in(client, leader), "take", late)
    assert "(noe venter)" in client.get("/team/").content.decode()  # the leader's own until the first talk
    act(client, "talked", late)
    assert "(noe venter)" not in client.get("/team/").content.decode()
    assert now_of(asked).owner is None


def test_it_ends_with_words_about_what_we_did_and_can_be_opened_again(
    client: Client, worker: User, asked: Request
) -> None:
    sign_in(client, worker)
    for data in ({}, {"outcome": "got_it"}, {"outcome": "got_it", "did": " "}, {"outcome": "known", "did": "x"}):
        assert act(client, "end", asked, **data) == 422
    page = client.post(reverse("request_end", args=[asked.pk]), {"outcome": "not_reached", "did": "Ringte."})
    assert page.status_code == 422
    assert "Skriv ned hva dere har prøvd først." in page.content.decode()
    assert "Ringte." in page.content.decode()
    assert now_of(asked).ended_at is None
    for _click in range(2):
        assert act(client, "end", asked, outcome="got_it", did="Fikk seng på Havna.") == 302
    ended = now_of(asked)
    assert (ended.outcome, ended.outcome_words, ended.ended_by) == ("got_it", "Fikk seng på Havna.", worker)
    assert verbs(asked) == ["request.end"]
    act(client, "undo", asked, what="ended")
    assert now_of(asked).ended_at is None
    assert notes(asked) == ["fikk det som trengtes: Fikk seng på Havna."]


def test_written_in_at_the_door_in_two_taps_and_its_code_is_told(client: Client, worker: User) -> None:
    sign_in(client, worker)
    data = {"via": "door", "words": "En mor, om sønnen.", "asker": "close"}
    page = client.post(reverse("request_new"), {**data, "mine": "1"}, follow=True).content.decode()
    assert "Koden er " in page
    with acting_as(SYSTEM):
        [mine] = Request.objects.all()
    assert (mine.owner, mine.taken_in_by, mine.team, mine.via) == (worker, worker, worker.team, "door")
    client.post(reverse("request_new"), {**data, "words": "En til."})
    with acting_as(SYSTEM):
        assert Request.objects.get(words="En til.").owner is None
    wrong = client.post(reverse("request_new"), {"via": "web"})
    assert wrong.status_code == 422


def known(client: Client, asked: Request, person: Person, carried: str) -> int:
    """Link a request to somebody."""
    return act(client, "known", asked, person=person.pk, carried=carried)


@pytest.mark.parametrize("carried", ["nothing", "that_i_asked", "my_words"])
def test_becoming_known_carries_over_what_the_person_says_yes_to(
    client: Client, worker: User, asked: Request, carried: str
) -> None:
    person = make_person(contact=worker, called="Lise")
    sign_in(client, worker)
    assert known(client, asked, person, carried) == 302
    after = now_of(asked)
    with acting_as(SYSTEM):
        entries = list(Entry.objects.filter(person=person, kind=Entry.Kind.REQUEST))
    assert (after.outcome, after.code_hash) == ("known", "")
    assert after.first_talk_at is not None
    assert after.person == (None if carried == "nothing" else person)
    assert [(one.text, one.happened_at) for one in entries] == {
        "nothing": [],
        "that_i_asked": [("", asked.received_at)],
        "my_words": [(WORDS, asked.received_at)],
    }[carried]
    assert (after.words == WORDS) == (carried != "that_i_asked")
    about = Deed.objects.filter(verb="request.known", subject_id=person.pk)
    with acting_as(SYSTEM):
        assert about.exists() == (carried != "nothing")
    mine = sign_in(client, make_account_of(person)).get(reverse("my_asked")).content.decode()
    assert (WORDS in mine) == (carried == "my_words")
    told = client.get(reverse("my_all_about_part", args=["requests"])).content.decode()
    assert (WORDS in told) == (carried == "my_words")


def test_a_linked_request_is_of_the_record_and_no_longer_in_the_tray(
    client: Client, worker: User, team: Team, asked: Request
) -> None:
    person = make_person(contact=worker, called="Lise")
    known(sign_in(client, worker), asked, person, "my_words")
    client.get(reverse("people_list"))  # where it is said that it went well
    for user in (worker, make_user(team=team), make_user(Role.LEADER, team=team)):
        sign_in(client, user)
        assert client.get(reverse("request", args=[asked.pk])).status_code == 404
        assert "Lise" not in client.get(reverse("requests")).content.decode()
        assert act(client, "undo", asked, what="ended") == 404
    assert now_of(asked).outcome == "known"


def test_it_is_linked_to_ones_own_people_alone_and_nobody_is_looked_up(
    client: Client, worker: User, team: Team, asked: Request
) -> None:
    elsewhere = make_person(contact=make_user(team=team), called="En annen")
    sign_in(client, worker)
    assert "En annen" not in client.get(reverse("request_known", args=[asked.pk])).content.decode()
    make_person(contact=worker)
    assert known(client, asked, elsewhere, "my_words") == 422
    assert now_of(asked).ended_at is None


def test_the_ordinary_registration_leads_back_with_nothing_of_it(client: Client, worker: User, asked: Request) -> None:
    sign_in(client, worker)
    page = client.get(reverse("request_known", args=[asked.pk])).content.decode()
    new = f"{reverse('person_new')}?next={reverse('request_known', args=[asked.pk])}"
    assert new in page
    form = client.get(new).content.decode()
    assert "Lise" not in form
    assert WORDS not in form
    data = {"called": "Lise", "language": "nb", "contact": worker.pk}
    led = client.post(new, data)
    with acting_as(SYSTEM):
        person = Person.objects.get(called="Lise")
    assert led["Location"] == f"{reverse('request_known', args=[asked.pk])}?person={person.pk}"
    back = client.get(led["Location"]).content.decode()
    assert f'value="{person.pk}"' in back
    for away in ("//evil.example/", "https://evil.example/", "/requests/?x"):
        other = client.post(f"{reverse('person_new')}?next={away}", {**data, "called": f"Kalt {away}"})
        assert "evil" not in other["Location"]
        assert "?person" not in other["Location"]


def test_in_a_narrow_session_how_i_asked_is_closed(client: Client, worker: User, asked: Request) -> None:
    person = make_person(contact=worker)
    known(sign_in(client, worker), asked, person, "my_words")
    narrow = sign_in(client, make_account_of(person), narrow=True).get(reverse("my_asked"))
    assert narrow["Location"] == reverse("my_together")


def test_a_moment_of_two_takers_has_one_owner(worker: User, team: Team, asked: Request, now: datetime) -> None:
    from benken.access.policies import Refused
    from benken.services.actions.requests import take

    with acting_as(worker.pk):
        take(request_id=asked.pk, by=worker, at=now)
    other = make_user(team=team)
    with acting_as(other.pk), pytest.raises(Refused):
        take(request_id=asked.pk, by=other, at=now)
    assert now_of(asked).owner == worker
