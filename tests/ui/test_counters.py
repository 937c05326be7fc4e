"""What a page hands its scripts to say is said in the language of the page."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_account_of, make_person, sign_in

pytestmark = pytest.mark.django_db


LEFT = {"nb": "tegn igjen", "nn": "teikn igjen", "da": "tegn tilbage", "en": "characters left"}


@pytest.mark.parametrize("language", LEFT)
def test_the_characters_that_are_left_are_counted_in_the_language_of_the_page(client: Client, language: str) -> None:
    sign_in(client, make_account_of(make_person()))
    page = client.get(reverse("my_home_fault_new"), headers={"accept-language": language}).content.decode()
    assert f'data-left="%s {LEFT[language]}"' in page
