"""Nobody is left alone: whose contact person's account is closed stands on the leader's list and is placed anew."""

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, Role
from benken.people.actions.relations import place_with_contact
from benken.people.models import ContactPerson
from benken.people.queries import hand_over_cards
from tests.factories import make_person, make_team, make_user

pytestmark = pytest.mark.django_db


def test_a_closed_account_puts_its_people_on_the_leaders_list_until_they_are_placed() -> None:
    team = make_team()
    leader, gone, new = make_user(Role.LEADER, team=team), make_user(team=team), make_user(team=team)
    person = make_person(contact=gone)
    assert hand_over_cards(for_leader=leader) == []
    gone.is_active = False
    gone.save()
    assert [card.person_id for card in hand_over_cards(for_leader=leader)] == [person.pk]
    with acting_as(leader.pk):
        place_with_contact(person=person, to=new, by=leader, at=timezone.now())
    assert hand_over_cards(for_leader=leader) == []
    with acting_as(SYSTEM):
        assert ContactPerson.objects.get(person=person, until_at__isnull=True).worker == new
        assert not Right.objects.filter(user=gone, subject_id=person.pk, until_at__isnull=True).exists()
        assert not Right.objects.filter(user=leader, subject_id=person.pk).exists()
