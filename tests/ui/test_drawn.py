"""What is drawn at once or once: it says the same as a template would, and knows nothing of who asks."""

from django.template import Context, Template
from django.utils.translation import override

from benken.ui.templatetags.ui import options

ONCE = "{% load i18n ui %}{% drawn_once %}{% translate 'Søk' %}{{ name }}{% enddrawn_once %}"


def test_what_is_drawn_once_is_said_in_each_language_and_holds_nothing_of_the_page() -> None:
    drawn = Template(ONCE)
    for _round in range(2):
        for language, word in (("nb", "Søk"), ("en", "Search"), ("nb", "Søk")):
            with override(language):
                assert drawn.render(Context({"name": "Tuva"})) == word


def test_options_are_escaped_and_the_chosen_one_is_marked() -> None:
    drawn = options([("a", "<b>A & Å</b>"), ('"', "sitat")], '"')
    assert drawn == (
        '<option value="a">&lt;b&gt;A &amp; Å&lt;/b&gt;</option><option value="&quot;" selected>sitat</option>'
    )
