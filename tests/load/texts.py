"""Texts and automatic messages in the bench's own database: what a full town that texts has of them."""

import psycopg
from psycopg import sql

from benken.operate.private_server import BULK
from tests.load.database import SERVER, name_of
from tests.load.waits import SOMEBODY

GATEWAY = "bench"  # what stands in each row, so that they are written once
# Two of three have said yes; half of what a helper has written to them went as a text.
PHONES = """
INSERT INTO people_phone (id, person_id, number, do_not_text, can_get_texts, note, position)
SELECT md5('phone ' || person_id)::uuid, person_id, '+47999' || lpad((number % 100000)::text, 5, '0'), false, true, '',
  0
FROM somebody WHERE number % 3 > 0
  AND NOT EXISTS (SELECT 1 FROM people_phone AS one WHERE one.person_id = somebody.person_id)
"""
CONSENTS = """
INSERT INTO messaging_textconsent (phone_id, person_id, yes_at, yes_how, yes_by_id, stopped_how, is_shared, shows,
  is_used)
SELECT DISTINCT ON (person_id) phone.id, person_id, now() - interval '90 days', 'talk', worker_id, '', false, 'words',
  true
FROM somebody JOIN people_phone AS phone USING (person_id) WHERE somebody.number % 3 > 0 ORDER BY person_id, phone.id
ON CONFLICT DO NOTHING
"""
AUTOMATIC = """
INSERT INTO messaging_message (id, person_id, from_person, text, sent_at, read_at, by_text, automatic)
SELECT md5('automatic ' || week || person_id)::uuid, person_id, false,
  'I morgen kl. 10.00. Svar her hvis det ikke passer. (Automatisk SMS)', at, at, false,
  CASE WHEN week % 2 = 0 THEN 'reminder' ELSE 'weekly' END
FROM somebody, generate_series(1, 26) AS week, LATERAL (SELECT now() - make_interval(weeks => week) AS at) AS moment
WHERE number % 3 > 0
"""
# Somebody of every fifty waits for an answer, and some wait beyond their hour.
WRITTEN = """
INSERT INTO messaging_message (id, person_id, from_person, text, sent_at, read_at, by_text, automatic, answer_by_at,
  answered_at)
SELECT md5('written ' || day || person_id)::uuid, person_id, true, 'Passer det i morgen i stedet? Jeg er hjemme nå.',
  at, CASE WHEN is_new THEN NULL ELSE at + interval '1 hour' END, true, '', at + interval '5 hours',
  CASE WHEN is_new THEN NULL ELSE at + interval '2 hours' END
FROM somebody, generate_series(0, 90, 9) AS day,
  LATERAL (SELECT now() - make_interval(days => day, hours => (number % 20)::int) AS at,
    day = 0 AND number % 10 = 0 AS is_new) AS moment
WHERE number % 3 > 0
"""
TEXTS = """
INSERT INTO messaging_text (id, person_id, message_id, number, body, automatic, state, why, queued_at, tries, try_at,
  sent_at, told_at, gateway, gateway_id)
SELECT md5('text ' || message.id)::uuid, message.person_id, message.id, '+4799990000', left(message.text, 160),
  message.automatic,
  CASE WHEN get_byte(decode(md5(message.id::text), 'hex'), 0) < 3 THEN 'not_reached' ELSE 'delivered' END, '',
  sent_at, 1, sent_at, sent_at, sent_at, {gateway}, md5(message.id::text)
FROM messaging_message AS message JOIN somebody USING (person_id)
WHERE number % 3 > 0 AND NOT from_person AND get_byte(decode(md5(message.id::text), 'hex'), 1) < 128
  AND NOT EXISTS (SELECT 1 FROM messaging_text AS one WHERE one.message_id = message.id)
"""
TRAY = """
INSERT INTO messaging_incomingtext (id, gateway, gateway_id, number, text, said_at, received_at, candidate_ids, in_tray,
  outcome)
SELECT md5('tray ' || one)::uuid, {gateway}, 'tray ' || one, '+4799980000', 'Er det noen der?', at, at, ARRAY[]::uuid[],
  true, ''
FROM generate_series(1, 8) AS one, LATERAL (SELECT now() - make_interval(hours => one) AS at) AS moment
"""
CAME_IN = """
INSERT INTO messaging_incomingtext (id, gateway, gateway_id, number, text, said_at, received_at, person_id, message_id,
  candidate_ids, in_tray, outcome)
SELECT md5('in ' || id)::uuid, {gateway}, md5(id::text), '+4799990000', '', sent_at, sent_at, person_id, id,
  ARRAY[]::uuid[], false, ''
FROM messaging_message AS message WHERE by_text
  AND NOT EXISTS (SELECT 1 FROM messaging_incomingtext AS one WHERE one.message_id = message.id)
"""
FILLED = (
    ("people_phone", PHONES),
    ("messaging_textconsent", CONSENTS),
    ("messaging_message", AUTOMATIC),
    ("messaging_message", WRITTEN),
    ("messaging_text", TEXTS),
    ("messaging_incomingtext", TRAY),
    ("messaging_incomingtext", CAME_IN),
)


def fill_texts(scale: int) -> None:
    """Write them, unless they are there; as whoever loads in bulk."""
    with psycopg.connect(SERVER.address(name_of(scale), BULK)) as connection:
        row = connection.execute("SELECT 1 FROM messaging_text WHERE gateway = %s LIMIT 1", [GATEWAY]).fetchone()
        if row:
            return
        connection.execute(SOMEBODY)
        for _table, statement in FILLED:
            connection.execute(sql.SQL(statement).format(gateway=GATEWAY))
        connection.commit()
        for table in dict.fromkeys(table for table, _statement in FILLED):
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
