"""Guard: nothing that stands in a template, letter, paper or automatic text threatens with a consequence (R5, R6).

Looked for in every string of the catalogues, in the source and in its translations, and in the Norwegian of templates
that is not marked for translation. What is found and is none is reviewed below, with why.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from benken.operate.messages import LANGUAGES, LOCALES, collect

PACKAGE = Path(settings.PACKAGE)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.DOTALL)

# What loses, ends, shuts or demands, said to somebody.
THREATS = {
    "nb": (
        r"(?:du|dere) (?:mister|taper|kan miste|risikerer|utvises|bortvises|skrives ut|sendes ut|må ut)",
        r"(?:plassen|tilbudet|saken|rett(?:en|ighetene)|hjelpen|boligen)(?: din)? (?:mistes|stanses|inndras)",
        r"(?:plassen|tilbudet|saken|retten|hjelpen)(?: din)? (?:trekkes|stoppes|avsluttes|opphører|faller bort)",
        r"ellers (?:mister|avslutt\w*|stans\w*|lukk\w*|steng\w*|blir du|må vi|vil vi)",
        r"hvis du (?:ikke (?:møter|kommer|svarer|følger|slutter)|sprekker|bruker|ruser)",
        r"dersom du (?:ikke|sprekker|bruker)|konsekvens\w*|sanksjon\w*",
        r"brudd på (?:avtalen|reglene)|siste (?:sjanse|advarsel)",
        r"manglende oppmøte|uteblivelse|utskriv(?:es|ing) ved|nulles|starte? på nytt fra",
    ),
    "nn": (
        r"du (?:mister|misser|taper|kan miste|risikerer|må ut)",
        r"viss du (?:ikkje (?:møter|kjem|svarer|følgjer)|sprekk|brukar)",
        r"(?:plassen|tilbodet|saka|hjelpa|retten)(?: din| di)? (?:blir stansa|blir avslutta|fell bort|opphøyrer)",
        r"elles (?:mister|avslutt\w*|stans\w*|blir du|må vi|vil vi)",
        r"konsekvens\w*|sanksjon\w*|siste (?:sjanse|åtvaring)",
    ),
    "da": (
        r"du (?:mister|taber|kan miste|risikerer|bliver (?:udskrevet|bortvist|smidt))",
        r"hvis du (?:ikke (?:møder|kommer|svarer|følger)|bruger|falder)|sidste (?:chance|advarsel)",
        r"(?:pladsen|tilbuddet|sagen|hjælpen|retten)(?: din)? (?:mistes|stoppes|afsluttes|ophører|bortfalder)",
        r"ellers (?:mister|afslutt\w*|stopp\w*|bliver du|må vi|vil vi)|konsekvens\w*|sanktion\w*|udeblivelse",
    ),
    "en": (
        r"you (?:will |may |could |might )?(?:lose|forfeit|be (?:discharged|expelled|removed|excluded)|risk losing)",
        r"if you (?:do not|don't|fail to) (?:attend|come|answer|reply|follow|comply|stop)",
        r"if you (?:slip|relapse|use again)",
        r"or else|otherwise (?:you|we) (?:will|must|lose)",
        r"consequence\w*|sanction\w*|last (?:chance|warning)|failure to",
        r"your (?:place|case|help|right|home) (?:will )?(?:be )?(?:end|ended|closed?|stopped|withdrawn|lost)",
    ),
}
PATTERNS = {language: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for language, words in THREATS.items()}

# Reviewed: the beginning of the Norwegian string, and why it is no threat.
REVIEWED: dict[str, str] = {
    "Det er bra at du kommer hit. Si det som det er.": "says that nothing is lost",
    "Det er helt greit. Du mister ikke noe annet av det.": "says that nothing is lost",
    "Du mister ingenting.": "says that nothing is lost",
    "Lederen svarer deg innen": "says that nothing is lost",
    "my/templates/my/contact_another.html: Lederen svarer deg innen": "says that nothing is lost",
    "Svaret står i loggen, ved siden av lesingen.": "said to staff who are asked why they read",
}


def strings() -> Iterator[tuple[str, str, str]]:
    """Yield the language, the source and what is read, for each string in each language."""
    for message in collect():
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            yield from (("nb", ids[0], one) for one in ids)
    for language in LANGUAGES:
        with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    source = message.id if isinstance(message.id, str) else message.id[0]
                    read = (message.string,) if isinstance(message.string, str) else (message.string or ())
                    yield from ((language, source, one) for one in read if one)


def unmarked() -> Iterator[tuple[str, str, str]]:
    """Yield what stands in templates without being marked for translation, line by line."""
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            for line in TAG.sub(" ", path.read_text()).splitlines():
                if line.strip():
                    yield "nb", f"{path.relative_to(PACKAGE)}: {line.strip()}", line


def is_reviewed(source: str) -> bool:
    """Tell whether somebody has looked at it."""
    return any(source.startswith(begun) for begun in REVIEWED)


def test_nothing_that_is_sent_or_shown_threatens_with_a_consequence() -> None:
    found = {
        (language, source) for language, source, read in (*strings(), *unmarked()) if PATTERNS[language].search(read)
    }
    assert sorted(one for one in found if not is_reviewed(one[1])) == []


def test_each_reviewed_string_is_still_there_and_would_be_found() -> None:
    found = {source for language, source, read in (*strings(), *unmarked()) if PATTERNS[language].search(read)}
    assert [begun for begun in REVIEWED if not any(source.startswith(begun) for source in found)] == []


@pytest.mark.parametrize(
    ("language", "threat"),
    [
        ("nb", "Hvis du ikke møter, mister du plassen."),
        ("nb", "Saken avsluttes etter tre uker."),
        ("nn", "Viss du sprekk, kan du ikkje vere her."),
        ("da", "Du mister pladsen, ellers kommer du selv."),
        ("en", "If you fail to attend, your case will be closed."),
    ],
)
def test_a_threat_is_found(language: str, threat: str) -> None:
    assert PATTERNS[language].search(threat)
