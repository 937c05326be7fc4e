# ruff: noqa: E501  # each id and its reason in one line
"""Mutants that are the same program: no test can tell them, and here stands why."""

OWN_RIGHTS = "the policy of access_right shows nobody another's rights; the condition leads to the index"

EQUIVALENT: dict[str, str] = {
    "benken/followup/actions/weekly.py:ask_for_weekly_look:filter:asked_by=by": (
        "one's own row taken away and written anew, with the day it was shown on, is the same row"
    ),
    "benken/interop/actions/take_in.py:_Chunk.leave_out_who_came_meanwhile:filter:person_id__in=ids": (
        "it is only asked whether those ids are among them; the others are left out to be spared"
    ),
    "benken/interop/actions/undo.py:give_up_undos_that_stand_still:filter:state=State.UNDOING": (
        "each is asked for its state again, locked, before it is given up; the others are left out to be spared"
    ),
    "benken/my/views/how.py:window_page:refusal:opened not in forms": (
        "a zone that is none has no name to draw the page with, which is the same 404"
    ),
    "benken/my/views/mine.py:mine:refusal:user.subject_id is None": (
        "nobody has a right to a record without an id, which is the same 404; the line tells the types so"
    ),
    "benken/people/queries/entries.py::filter:ended_at__isnull=True": (
        "an entry shows the one decision among those read that has not ended; the others are left out to be spared"
    ),
    "benken/people/queries/relations.py:hand_over_cards:filter:person__in=waiting": (
        "of those read only the people who wait get a card; the others are left out to be spared"
    ),
    "function benken_emergency_subjects without user_id = benken_actor_id()": OWN_RIGHTS,
    "function benken_followed_subjects without user_id = benken_actor_id()": OWN_RIGHTS,
    "function benken_known_subjects without user_id = benken_actor_id()": OWN_RIGHTS,
    "function benken_open_subjects without user_id = benken_actor_id()": OWN_RIGHTS,
    "function benken_part_subjects without user_id = benken_actor_id()": OWN_RIGHTS,
    "policy access_whyquestion.by_right WITH CHECK": "narrow_insert asks for more of a new row, and the triggers keep who asked and who read as they are",
    "policy people_correction.by_right WITH CHECK without (person_id = ANY (( SELECT benken_known_subjects() AS benken_known_subjects)::uu": "who knows nobody of that id sees no entry of theirs, and the last part asks for one",
    "policy people_entry.by_right WITH CHECK without ((author_id = ( SELECT benken_actor_id() AS benken_actor_id)) OR ((state)::text ": "narrow_insert asks for the author of a new row, and the triggers let others change no state",
}
