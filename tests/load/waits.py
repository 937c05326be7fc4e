"""What everybody waits for and has agreed on, in the bench's own database: as much as a full town has of it."""

import psycopg
from psycopg import sql

from benken.operate.private_server import BULK
from tests.load.database import SERVER, name_of

WORDS = "Målt"  # what stands in each row, so that they are written once
# Everybody who has a contact person, by number; the shares below are by it.
SOMEBODY = """
CREATE TEMPORARY TABLE somebody ON COMMIT DROP AS
SELECT person_id, worker_id, row_number() OVER (ORDER BY person_id) AS number,
  date_trunc('week', now()) + make_interval(days => (row_number() OVER (ORDER BY person_id) % 5)::int,
    hours => 8 + (row_number() OVER (ORDER BY person_id) % 7)::int) AS hour
FROM people_contactperson WHERE until_at IS NULL AND since_at <= now()
"""
STANDING = """
INSERT INTO services_standingappointment (id, person_id, weekday, starts, minutes, what, place, way_there, with_user_id,
  with_words, comes_along_words, room, is_home_visit, from_on, made_by_id, made_at)
SELECT md5('standing ' || person_id)::uuid, person_id, number % 5, hour::time, 45, {words}, 'kafeen på brygga', '',
  worker_id, '', '', '', number % 4 = 0, current_date - 84, worker_id, now() - interval '84 days'
FROM somebody WHERE number % 2 = 0
"""
APPOINTMENTS = """
INSERT INTO services_appointment (id, person_id, starts_at, ends_at, what, place, way_there, with_user_id, with_words,
  comes_along_words, room, is_home_visit, state, standing_id, standing_on, suits, suits_words, person_words, news_for,
  is_taken_over, made_by_id, made_at, changed_by_id, changed_at, version)
SELECT md5('appointment ' || week || person_id)::uuid, person_id, at, at + interval '45 minutes', {words},
  'kafeen på brygga', '', worker_id, '', '', CASE WHEN number % 9 = 0 THEN 'Rom ' || number % 12 ELSE '' END, false,
  CASE WHEN at > now() THEN 'planned' WHEN (number + week) % 7 = 0 THEN 'missed' ELSE 'held' END,
  CASE WHEN number % 2 = 0 THEN md5('standing ' || person_id)::uuid END, CASE WHEN number % 2 = 0 THEN at::date END,
  ARRAY[]::varchar[], '', '', CASE WHEN number % 40 = 0 AND week = 1 THEN 'helper' ELSE '' END,
  false, worker_id, now() - interval '84 days', worker_id, now() - interval '84 days', 1
FROM somebody, generate_series(-12, 8) AS week, LATERAL (SELECT hour + make_interval(weeks => week) AS at) AS moment
WHERE number % 2 = 0 OR week IN (-8, -4, -1, 2)
"""
HOMES = """
INSERT INTO services_home (id, person_id, kind, owner, words, since_on, written_by_id, written_at)
SELECT md5('home ' || person_id)::uuid, person_id, 'municipal', 'Kommunen', {words}, current_date - 400, worker_id,
  now() - interval '300 days' FROM somebody WHERE number % 2 = 1
ON CONFLICT (person_id) WHERE until_on IS NULL DO NOTHING
"""
STAYS = """
INSERT INTO services_stay (id, person_id, kind, place, from_on, has_begun, planned_end_on, end_reason, end_words,
  written_by_id, written_at, version)
SELECT md5('stay ' || person_id)::uuid, person_id, 'treatment', {words}, current_date - 30, true,
  current_date + (number % 60)::int - 2, '', '', worker_id, now() - interval '30 days', 1
FROM somebody WHERE number % 10 = 3
"""
REFERRALS = """
INSERT INTO services_referral (id, person_id, kind, to_words, track, name_in_letter, purpose, hopes, letter, state,
  state_on, drafted_by_id, drafted_at, changed_at, version)
SELECT md5(state || person_id)::uuid, person_id, 'referral', 'Klinikken ved elva', '', 'Navn', {words}, '',
  repeat('Vi har snakket om dette lenge. ', 20), state, current_date - 20, worker_id, began, began, 3
FROM somebody, (VALUES ('received', now() - interval '30 days'), ('ended', now() - interval '200 days'))
  AS one (state, began)
WHERE number % 3 = 0 AND (state = 'received' OR number % 6 = 0)
"""
STEPS = """
INSERT INTO services_referralstep (id, person_id, referral_id, from_state, to_state, on_day, source, words, reason,
  given_by, judged_by, is_undo, recorded_by_id, recorded_at)
SELECT md5(step || referral.id::text)::uuid, person_id, referral.id, from_state, to_state,
  drafted_at::date + step, 'letter', '', '', '', '', false,
  drafted_by_id, drafted_at + make_interval(days => step)
FROM services_referral AS referral, (VALUES (0, '', 'drafted'), (1, 'drafted', 'sent'), (9, 'sent', 'received'),
  (40, 'received', 'started'), (90, 'started', 'ended')) AS way (step, from_state, to_state)
WHERE purpose = {words} AND (step < 10 OR state = 'ended')
"""
WAITS = """
INSERT INTO services_wait (id, person_id, referral_id, step_id, state, ball, ball_words, since_on, next_on, limit_code,
  meanwhile, ended_at, changed_at)
SELECT md5('wait' || id)::uuid, person_id, id, md5('9' || id)::uuid, 'received', 'them', 'Inntaket', current_date - 21,
  current_date + (get_byte(decode(md5(id::text), 'hex'), 0) % 30) - 4, '', 'Kafeen er åpen imens.',
  CASE state WHEN 'ended' THEN now() - interval '100 days' END, now() - interval '21 days'
FROM services_referral WHERE purpose = {words}
"""
REQUESTS = """
INSERT INTO services_request (id, received_at, via, asker, called, phone, email, comes_by, may_leave_message, suits,
  words, language, area, one_of_many, team_id, answer_by_on, owner_id, owner_since_at, first_owned_at, ended_at,
  ended_by_id, outcome, outcome_words, code_hash, once_hash)
SELECT md5('request ' || person_id)::uuid, began, 'phone', 'self', 'Navn ' || number, '', '', false, false, '', {words},
  '', '', false, team.id, began::date + 1, worker_id, began + interval '4 hours', began + interval '4 hours',
  CASE WHEN number % 80 > 0 THEN began + interval '2 days' END, CASE WHEN number % 80 > 0 THEN worker_id END,
  CASE WHEN number % 80 > 0 THEN 'got_it' ELSE '' END, '', '', ''
FROM somebody JOIN people_person AS person ON person.id = person_id
  JOIN access_team AS team ON team.id = person.team_id,
  LATERAL (SELECT now() - make_interval(days => (number % 300)::int) AS began) AS moment
WHERE number % 4 = 1
"""
FILLED = {
    "services_standingappointment": STANDING,
    "services_appointment": APPOINTMENTS,
    "services_home": HOMES,
    "services_stay": STAYS,
    "services_referral": REFERRALS,
    "services_referralstep": STEPS,
    "services_wait": WAITS,
    "services_request": REQUESTS,
}


def fill_waits(scale: int) -> None:
    """Write them, unless they are there; as whoever loads in bulk."""
    with psycopg.connect(SERVER.address(name_of(scale), BULK)) as connection:
        row = connection.execute("SELECT 1 FROM services_home WHERE words = %s LIMIT 1", [WORDS]).fetchone()
        if row:
            return
        connection.execute(SOMEBODY)
        for statement in FILLED.values():
            connection.execute(sql.SQL(statement).format(words=WORDS))
        connection.commit()
        connection.execute(f"ANALYZE {', '.join(FILLED)}")
