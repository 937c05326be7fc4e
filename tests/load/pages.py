"""The pages that are measured. Each is data: who opens it, how it is asked for, and its floor.

The floor is the least SQL that fetches the same for the page, without HTML: what it cannot cost less than.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from tests.load.sample import Sample

Statement = tuple[str, list[object]]


@dataclass(frozen=True)
class Page:
    """A page that is measured. `asks` gives the address for a turn; one with `fields` is posted."""

    key: str
    words: str
    url_name: str
    persona: str
    asks: Callable[[Sample, int], Mapping[str, object]]
    floor: Callable[[Sample, int], list[Statement]]
    query: Callable[[Sample, int], Mapping[str, str]] | None = None
    fields: Callable[[int], Mapping[str, str]] | None = None
    most_cpu: float | None = None  # a gate of its own, in milliseconds

    def is_there(self) -> bool:
        """Tell whether the page has been built."""
        from django.urls import NoReverseMatch, reverse

        try:
            names = [name for name in ("person_id", "entry_id") if name in ASKED.get(self.url_name, ())]
            reverse(self.url_name, kwargs=dict.fromkeys(names, UUID(int=0)))
        except NoReverseMatch:
            return False
        return True

    def path(self, sample: Sample, turn: int) -> str:
        """Return the address for a turn."""
        from django.urls import reverse

        path = reverse(self.url_name, kwargs=dict(self.asks(sample, turn)))
        return f"{path}?{urlencode(self.query(sample, turn))}" if self.query else path


ASKED = {"person": ("person_id",), "entry": ("person_id", "entry_id")}


def _nothing(_sample: Sample, _turn: int) -> dict[str, object]:
    return {}


def _person(sample: Sample, turn: int) -> dict[str, object]:
    return {"person_id": sample.person(turn)}


def _new_entry(sample: Sample, turn: int) -> dict[str, object]:
    from benken.lib.ids import new_id

    return {"person_id": sample.person(turn), "entry_id": new_id()}


def _entry_fields(turn: int) -> dict[str, str]:
    from django.utils import timezone

    return {
        "text": f"Vi satt på benken og pratet om uka. Det gikk bra, sa hun, og vi avtalte å treffes igjen. ({turn})",
        "kind": "talk",
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "place": "kafeen på brygga",
        "note_kind": "service_note",
        "share": "1",
    }


def _search(sample: Sample, turn: int) -> dict[str, str]:
    return {"q": sample.name(turn)}


READ = (
    "INSERT INTO access_reading (id, at, user_id, subject_id, part, basis, why) VALUES (%s, now(), %s, %s, %s, %s, '')"
)
SOME = """
SELECT e.*, u.name FROM people_entry e JOIN access_user u ON u.id = e.author_id
WHERE e.person_id = %s AND e.state = 'shared' ORDER BY e.happened_at DESC, e.id DESC LIMIT %s
"""


def _reading(user: UUID, subject: UUID | None, part: str) -> Statement:
    from benken.lib.ids import new_id

    return READ, [new_id(), user, subject, part, "floor"]


def _floor_person(sample: Sample, turn: int) -> list[Statement]:
    from benken.people.queries import PAGE

    person = sample.person(turn)
    head = """
    SELECT p.*, t.name, c.*, u.name,
      (SELECT jsonb_agg(f) FROM people_phone f WHERE f.person_id = p.id),
      (SELECT jsonb_agg(m) FROM people_circlemember m
        WHERE m.person_id = p.id AND m.ended_at IS NULL AND m.until_at > now()),
      (SELECT jsonb_agg(b) FROM followup_bestnow b WHERE b.person_id = p.id),
      (SELECT jsonb_agg(b) FROM followup_basic b WHERE b.person_id = p.id),
      (SELECT jsonb_agg(a) FROM followup_areanote a WHERE a.person_id = p.id),
      (SELECT jsonb_agg(o) FROM followup_promise o
        WHERE o.person_id = p.id AND o.kept_at IS NULL AND o.told_at IS NULL),
      (SELECT count(*) FROM messaging_message m WHERE m.person_id = p.id AND m.read_at IS NULL AND m.from_person)
    FROM people_person p LEFT JOIN access_team t ON t.id = p.team_id
    LEFT JOIN people_contactperson c ON c.person_id = p.id AND c.until_at IS NULL
    LEFT JOIN access_user u ON u.id = c.worker_id WHERE p.id = %s
    """
    goals = "SELECT g.*, s.* FROM followup_goal g LEFT JOIN followup_step s ON s.goal_id = g.id WHERE g.person_id = %s"
    return [(head, [person]), (goals, [person]), (SOME, [person, PAGE + 1]), _reading(sample.worker, person, "page")]


def _floor_entry(sample: Sample, turn: int) -> list[Statement]:
    from benken.lib.ids import new_id

    person, entry = sample.person(turn), new_id()
    insert = """
    INSERT INTO people_entry (id, person_id, kind, note_kind, author_id, happened_at, place, text, areas, state,
      created_at, changed_at, shared_at)
    VALUES (%s, %s, 'talk', 'service_note', %s, now(), 'kafeen på brygga', %s, '{}', 'shared', now(), now(), now())
    """
    heard = "UPDATE people_person SET last_heard_at = now() WHERE id = %s"
    deed = (
        "INSERT INTO access_deed (id, at, by_id, verb, subject_id, object_id) VALUES (%s, now(), %s, 'floor', %s, %s)"
    )
    text = _entry_fields(turn)["text"]
    return [
        (insert, [entry, person, sample.worker, text]),
        (heard, [person]),
        (deed, [new_id(), sample.worker, person, entry]),
    ]


MINE = """(SELECT subject_id FROM access_right
  WHERE user_id = %s AND since_at <= now() AND (until_at IS NULL OR until_at > now()))"""


def _floor_caseload(sample: Sample, _turn: int) -> list[Statement]:
    people = f"""
    SELECT p.*, c.since_at, u.name FROM people_person p
    LEFT JOIN people_contactperson c ON c.person_id = p.id AND c.until_at IS NULL
    LEFT JOIN access_user u ON u.id = c.worker_id
    WHERE p.id IN {MINE} ORDER BY p.called
    """
    return [(people, [sample.worker]), _reading(sample.worker, None, "people_list")]


def _floor_search(sample: Sample, turn: int) -> list[Statement]:
    found = f"SELECT p.* FROM people_person p WHERE p.id IN {MINE} AND p.called ILIKE %s ORDER BY p.called LIMIT 20"
    words = f"""
    SELECT e.id, e.person_id, e.text, e.happened_at FROM people_entry e
    WHERE e.person_id IN {MINE} AND e.state = 'shared' AND e.text ILIKE %s ORDER BY e.happened_at DESC LIMIT 20
    """
    pattern = f"%{sample.name(turn)}%"
    return [
        (found, [sample.worker, pattern]),
        (words, [sample.worker, pattern]),
        _reading(sample.worker, None, "search"),
    ]


def _floor_my(sample: Sample, _turn: int) -> list[Statement]:
    person = sample.own_person
    head = """
    SELECT p.*, c.*, u.name,
      (SELECT jsonb_agg(b) FROM (SELECT * FROM followup_bestnow b WHERE b.person_id = p.id
        ORDER BY said_at DESC LIMIT 1) b),
      (SELECT jsonb_agg(s) FROM followup_step s WHERE s.person_id = p.id AND s.done_at IS NULL),
      (SELECT jsonb_agg(o) FROM followup_promise o
        WHERE o.person_id = p.id AND o.kept_at IS NULL AND o.told_at IS NULL),
      (SELECT count(*) FROM messaging_message m WHERE m.person_id = p.id AND m.read_at IS NULL AND NOT m.from_person)
    FROM people_person p LEFT JOIN people_contactperson c ON c.person_id = p.id AND c.until_at IS NULL
    LEFT JOIN access_user u ON u.id = c.worker_id WHERE p.id = %s
    """
    return [(head, [person]), (SOME, [person, 3])]


def _floor_today(sample: Sample, _turn: int) -> list[Statement]:
    people = f"SELECT p.* FROM people_person p WHERE p.id IN {MINE}"
    told = f"""
    SELECT e.*, p.called FROM people_entry e JOIN people_person p ON p.id = e.person_id
    WHERE e.person_id IN {MINE} AND e.state = 'shared' AND e.answered_at IS NULL
      AND e.kind IN ('good_news', 'hard_time', 'milestone')
    """
    rest = f"""
    SELECT 'message', m.person_id, m.text, m.sent_at FROM messaging_message m
      WHERE m.person_id IN {MINE} AND m.read_at IS NULL AND m.from_person
    UNION ALL SELECT 'promise', o.person_id, o.words, o.made_at FROM followup_promise o
      WHERE o.by_id = %s AND o.kept_at IS NULL AND o.told_at IS NULL
    UNION ALL SELECT 'step', s.person_id, s.words, s.by_on FROM followup_step s
      WHERE s.person_id IN {MINE} AND s.done_at IS NULL AND s.by_on IS NOT NULL
    """
    worker = sample.worker
    return [(people, [worker]), (told, [worker]), (rest, [worker, worker, worker]), _reading(worker, None, "today")]


def _not_asked_before(_sample: Sample, turn: int) -> dict[str, str]:
    """Ask with an age: what somebody types themselves is drawn anew each time (`services/views/directory.py`)."""
    return {"age": str(18 + turn % 80)}


def _floor_week(sample: Sample, _turn: int) -> list[Statement]:
    own = """
    SELECT a.*, p.called FROM services_appointment a JOIN people_person p ON p.id = a.person_id
    WHERE (a.with_user_id = %s OR a.comes_along_id = %s) AND a.starts_at < now() + '7 days' AND a.ends_at > now()
    """
    people = f"SELECT p.id, p.called FROM people_person p WHERE p.id IN {MINE}"
    worker = sample.worker
    return [(own, [worker, worker]), (people, [worker]), _reading(worker, None, "week")]


def _floor_inbox(sample: Sample, _turn: int) -> list[Statement]:
    people = f"SELECT p.id, p.called FROM people_person p WHERE p.id IN {MINE}"
    newest = f"""
    SELECT m.* FROM {MINE} AS mine CROSS JOIN LATERAL (SELECT * FROM messaging_message m
      WHERE m.person_id = mine.subject_id ORDER BY m.sent_at DESC, m.id DESC LIMIT 1) AS m
    """
    waits = f"""
    SELECT m.id, m.person_id, m.sent_at, m.answer_by_at FROM messaging_message m WHERE m.person_id IN {MINE}
      AND m.from_person AND (m.read_at IS NULL OR (m.answer_by_at IS NOT NULL AND m.answered_at IS NULL))
    """
    tray = "SELECT id FROM messaging_incomingtext WHERE in_tray AND handled_at IS NULL ORDER BY received_at LIMIT 100"
    worker = sample.worker
    return [(people, [worker]), (newest, [worker]), (waits, [worker]), (tray, []), _reading(worker, None, "inbox")]


def _floor_requests(sample: Sample, _turn: int) -> list[Statement]:
    tray = """
    SELECT r.*, u.name FROM services_request r LEFT JOIN access_user u ON u.id = r.owner_id
    WHERE r.person_id IS NULL AND (r.ended_at IS NULL OR r.ended_at > now() - interval '14 days')
    ORDER BY r.answer_by_on
    """
    return [(tray, []), _reading(sample.worker, None, "requests")]


def _floor_my_waits(sample: Sample, _turn: int) -> list[Statement]:
    waits = """
    SELECT r.*, w.*, (SELECT jsonb_agg(l) FROM services_waitline l WHERE l.wait_id = w.id)
    FROM services_referral r LEFT JOIN services_wait w ON w.referral_id = r.id AND w.ended_at IS NULL
    WHERE r.person_id = %s
    """
    return [(waits, [sample.own_person])]


def _floor_services(_sample: Sample, _turn: int) -> list[Statement]:
    """Fetch fifty that are open now, in the order of names; the floor asks the hours of the day alone."""
    from datetime import timedelta

    from django.utils import timezone

    at = timezone.localtime()
    services = """
    SELECT s.*, p.* FROM services_service s JOIN services_place p ON p.id = s.place_id
    WHERE s.ended_on IS NULL AND p.closed_on IS NULL AND s.id IN (SELECT h.service_id FROM services_openinghours h
      WHERE h.weekday = %s AND h.opens <= %s AND (h.closes > %s OR h.closes <= h.opens))
    ORDER BY s.name LIMIT 50
    """
    closed = "SELECT * FROM services_closedday WHERE from_on <= %s AND until_on >= %s"
    day = at.date()
    return [(services, [at.weekday(), at.time(), at.time()]), (closed, [day, day - timedelta(days=2)])]


PAGES = (
    Page("person", "Open a record", "person", "contact", _person, _floor_person),
    Page("entry", "Record an entry and share it", "entry", "contact", _new_entry, _floor_entry, fields=_entry_fields),
    Page("caseload", "Caseload of 50", "people_list", "contact", _nothing, _floor_caseload),
    Page("search", "Search", "search", "contact", _nothing, _floor_search, query=_search),
    Page("my", "My page", "my", "person", _nothing, _floor_my),
    Page("today", "Today", "home", "contact", _nothing, _floor_today),
    Page("services", "What is open now, of 2,000", "services", "person", _nothing, _floor_services, most_cpu=15),
    Page(
        *("services_typed", "The same, as nobody asked before", "services", "person", _nothing, _floor_services),
        query=_not_asked_before,
        most_cpu=15,
    ),
    Page("week", "The week", "week", "contact", _nothing, _floor_week),
    Page("inbox", "Messages", "inbox", "contact", _nothing, _floor_inbox),
    Page("requests", "Who has asked for help", "requests", "contact", _nothing, _floor_requests),
    Page("my_waits", "What I wait for", "my_waits", "person", _nothing, _floor_my_waits),
)
