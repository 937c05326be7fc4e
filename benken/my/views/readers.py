"""Who has read about me, and «why did you read this?»."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.actions.looks import note_look
from benken.access.actions.why import ask_why, take_back_question
from benken.access.pages import filled, refusals_said
from benken.access.policies import Refused
from benken.access.queries.logs import readers_about
from benken.access.queries.looks import ReadersSince
from benken.access.queries.why import my_question, my_questions, reading_about_me
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.my.forms import AskWhyForm
from benken.my.queries import read_mark, reading_line, reading_lines, waits_words, who_has_read
from benken.my.views.mine import mine, opened_together
from benken.people.helpers import HelpersRead
from benken.people.queries import RecordClosed, circle_of, following_over
from benken.ui.messages import say
from benken.ui.words import first_name


@closed_is_missing
@opened_together
def readers_page(request: HttpRequest) -> HttpResponse:
    """Show who has read about me, when, which part and why; all, or one helper's reading alone."""
    my = mine(request)
    mark = request.GET.get("before", "")
    readers = list(readers_about(subject_id=my.person.pk, for_user=my.user))
    chosen = next((reader for reader in readers if str(reader.pk) == request.GET.get("by")), None)
    lines, more = reading_lines(
        my.person, for_user=my.user, today=my.today, before=read_mark(mark), by=chosen.pk if chosen else None
    )
    helping, since = HelpersRead(my.person, at=my.at), ReadersSince(my.user, subject_id=my.person.pk, at=my.at)
    read_together(*helping.reads, *since.reads)
    note_look(look=since.look, by=my.user, at=my.at)
    helpers = helping.helpers()
    only = {"by": str(chosen.pk)} if chosen else {}
    return render(
        request,
        "my/readers.html",
        {
            "lines": lines,
            "is_first": not mark,
            "readers": readers,
            "chosen": chosen,
            "contact": helpers.contact,
            "following": following_over(my.person, at=my.at),
            "circle": circle_of(my.person, at=my.at),
            "summary": who_has_read(since, helpers=helpers),
            "more_url": f"{reverse('my_readers')}?{urlencode(only | {'before': more})}" if more else "",
        },
    )


@closed_is_missing
@opened_together
def ask_page(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """Ask why somebody read; or see what I asked, and the answer."""
    my = mine(request)
    reading = reading_about_me(reading_id, by=my.user)
    if reading is None:
        raise RecordClosed
    form = filled(request, AskWhyForm)
    if request.method == "POST" and form.is_valid():
        try:
            question = ask_why(reading=reading, words=form.cleaned_data["words"], by=my.user, at=my.at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            name = first_name(reading.user.name)
            undo = "" if question.answered_at else reverse("my_why_take_back", kwargs={"question_id": question.pk})
            say(request, _("%(name)s har fått spørsmålet.") % {"name": name}, undo=undo)
            return redirect("my_why", reading_id=reading_id)
    asked = my_questions(by=my.user, reading_ids=[reading_id]).get(reading_id)
    return render(
        request,
        "my/why.html",
        {
            "line": reading_line(reading, today=my.today),
            "name": first_name(reading.user.name),
            "question": asked,
            "waits": waits_words(asked, today=my.today) if asked else "",
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
@opened_together
def take_back(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Take back a question that nobody has answered."""
    my = mine(request)
    question = my_question(question_id, by=my.user)
    if question is None:
        raise RecordClosed
    with refusals_said(request):
        take_back_question(question=question, by=my.user, at=my.at)
        say(request, _("Spørsmålet er tatt tilbake."))
    return redirect("my_readers")
