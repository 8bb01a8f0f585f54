"""Who answered the day before and who from that day, by the history of the four communes: a table a person read from it, line by line.

Rules:
1. `-` in the history, or nothing at all before an aid was given: NOBODY.
2. A date that the history gives only as the start of a law or an aid (1990, 2003, 2004, 2009) has NOBODY before it.
3. Several who run a collective action are nobody in particular.
4. A line that only renews an act has the same actor twice: a renewal moves nobody.
"""

from datetime import date
from typing import Final, NamedTuple

from hub.core.question import Question
from schemas.codes import Function

NOBODY: Final = None
CD, STATE = "departement-haute-oriane", "prefet-haute-oriane"
CCAS_A, CCAS_B, CCAS_C, CCAS_D, CIAS = "ccas-ferrevaux", "ccas-aubrelle", "ccas-port-sorvan", "ccas-nantrelle", "cias-port-sorvan"
MEALS_A, SEUIL, PANIER, REPAS = "operateur-repas-ferrevaux", "asso-le-seuil", "asso-panier-solidaire", "asso-repas-domicile"
TOWN_D, DOMICIL_D2, WORK = "commune-nantrelle", "asso-domiciliation-nantrelle-2", "france-travail-haute-oriane"
DECIDES, PREPARES, DOES, RECEIVES = Function.DECIDER, Function.INSTRUIRE, Function.EXECUTER, Function.RECEVOIR


class Turn(NamedTuple):
    """In `commune`, for `aid`, `function` was `before`'s until the day before `day` and is `after`'s from it."""

    day: str
    commune: str
    aid: str
    function: Function
    before: str | None
    after: str | None
    counter: str | None = None
    amount_cents: int | None = None
    urgent: bool = False

    def question(self, day: date) -> Question:
        """The question of that turn, on a day."""
        return Question(self.commune, self.aid, day, self.function, self.counter, self.amount_cents, None, self.urgent)


FERREVAUX: Final = (
    Turn("1986-01-01", "ferrevaux", "CRECHE", DECIDES, NOBODY, CCAS_A),
    Turn("1995-05-01", "ferrevaux", "AID-FIN", DECIDES, NOBODY, CCAS_A),
    Turn("2004-01-01", "ferrevaux", "RMI", PREPARES, NOBODY, CCAS_A),
    Turn("2009-06-01", "ferrevaux", "RMI", PREPARES, CCAS_A, NOBODY),
    Turn("2009-06-01", "ferrevaux", "RSA", PREPARES, NOBODY, CCAS_A),
    *(Turn(f"{year}-01-01", "ferrevaux", "RSA", PREPARES, CCAS_A, CCAS_A) for year in (2014, 2019, 2024)),
    Turn("2027-01-01", "ferrevaux", "RSA", DECIDES, CD, CD),
    Turn("2011-09-01", "ferrevaux", "PORTAGE", DOES, CCAS_A, MEALS_A),
    *(Turn(day, "ferrevaux", "PORTAGE", DOES, MEALS_A, MEALS_A) for day in ("2015-01-01", "2019-01-01", "2023-10-01")),
    Turn("2011-09-01", "ferrevaux", "PORTAGE", DECIDES, CCAS_A, CCAS_A),
    *(Turn(day, "ferrevaux", "AID-FIN", DECIDES, CCAS_A, CCAS_A) for day in ("2021-05-01", "2025-02-01", "2026-03-29", "2026-04-20")),
    *(Turn(day, "ferrevaux", "ENERG", DECIDES, CCAS_A, CCAS_A) for day in ("2021-05-01", "2025-02-01")),
    Turn("2009-06-01", "ferrevaux", "RSA-ACC", DOES, NOBODY, CCAS_A),
    Turn("2022-09-01", "ferrevaux", "RSA-ACC", DOES, CCAS_A, CCAS_A),
    Turn("2027-01-01", "ferrevaux", "RSA-ACC", DOES, CCAS_A, CD),
)
AUBRELLE: Final = (
    Turn("1992-01-01", "aubrelle", "PORTAGE", DOES, CCAS_B, REPAS),
    Turn("1992-01-01", "aubrelle", "PORTAGE", DECIDES, CCAS_B, CCAS_B),
    *(Turn(f"{year}-01-01", "aubrelle", "DOMICIL", DECIDES, SEUIL, SEUIL, counter=SEUIL) for year in (2006, 2011, 2016)),
    Turn("2021-05-12", "aubrelle", "DOMICIL", DECIDES, SEUIL, SEUIL, counter=SEUIL),
    Turn("2026-05-12", "aubrelle", "DOMICIL", DECIDES, SEUIL, CCAS_B, counter=SEUIL),
    Turn("2026-05-12", "aubrelle", "DOMICIL", DECIDES, CCAS_B, CCAS_B),
    Turn("2008-09-01", "aubrelle", "CRECHE", DOES, "commune-aubrelle", "dsp-creche-aubrelle-1", counter="dsp-creche-aubrelle-1"),
    Turn("2021-01-01", "aubrelle", "CRECHE", DOES, "commune-aubrelle", "dsp-creche-aubrelle-2", counter="dsp-creche-aubrelle-2"),
    Turn("2016-01-01", "aubrelle", "ANIM-SEN", DOES, CCAS_B, "service-seniors-aubrelle"),
    Turn("2018-01-01", "aubrelle", "ALIM-COL", DECIDES, PANIER, NOBODY),
    Turn("2001-01-01", "aubrelle", "DOMICIL", DECIDES, CCAS_B, SEUIL, counter=SEUIL),
    Turn("1990-01-01", "aubrelle", "ANIM-SEN", DOES, NOBODY, CCAS_B),
    Turn("2003-01-01", "aubrelle", "ALIM-COL", DECIDES, NOBODY, PANIER),
    *(Turn(day, "aubrelle", "ENERG", DECIDES, CCAS_B, CCAS_B) for day in ("2023-04-01", "2024-03-02")),
    Turn("2020-07-01", "aubrelle", "SEC-URG", DECIDES, CCAS_B, CCAS_B),
)
PORT_SORVAN: Final = (
    Turn("1997-01-01", "port-sorvan", "AID-FIN", DECIDES, NOBODY, CCAS_C),
    Turn("2013-01-01", "port-sorvan", "ALSH", DECIDES, "commune-port-sorvan", "epci-port-sorvan"),
    *(Turn("2017-01-01", "port-sorvan", aid, DECIDES, CCAS_C, CIAS) for aid in ("PORTAGE", "SAD-FAC", "RES-AUT")),
    *(Turn("2019-01-01", "port-sorvan", aid, DECIDES, CCAS_C, CCAS_C) for aid in ("CRECHE", "RPE")),
    *(Turn("2020-01-01", "port-sorvan", aid, DECIDES, CCAS_C, CIAS) for aid in ("CRECHE", "RPE")),
    *(Turn("2022-01-01", "port-sorvan", aid, DECIDES, CCAS_C, CIAS) for aid in ("AID-FIN", "CAP", "ENERG", "ALIM-EPI", "DOMICIL")),
    *(Turn("2022-01-01", "port-sorvan", "SEC-URG", DECIDES, CCAS_C, CIAS, amount_cents=cents) for cents in (5_500, 6_500)),
    *(Turn("2023-07-01", "port-sorvan", "SEC-URG", DECIDES, CIAS, CCAS_C, amount_cents=cents) for cents in (5_500, 6_000)),
    *(Turn("2023-07-01", "port-sorvan", "SEC-URG", DECIDES, CIAS, CIAS, amount_cents=cents) for cents in (6_001, 6_500)),
    *(Turn("2024-01-01", "port-sorvan", "SEC-URG", DECIDES, CCAS_C, CIAS, amount_cents=cents) for cents in (5_500, 6_000)),
    Turn("2024-01-01", "port-sorvan", "SEC-URG", DECIDES, CIAS, CIAS, amount_cents=6_500),
    *(Turn("2024-01-01", "port-sorvan", aid, DECIDES, "commune-port-sorvan", "commune-port-sorvan") for aid in ("CANTINE", "OBS-IND")),
    Turn("2025-01-01", "port-sorvan", "RSA", PREPARES, CIAS, CIAS),
    Turn("2025-07-01", "port-sorvan", "PORTAGE", DOES, CIAS, "cias-anse-nord"),
    Turn("2025-07-01", "port-sorvan", "PORTAGE", DECIDES, CIAS, CIAS),
)
NANTRELLE: Final = (
    Turn("2019-03-01", "nantrelle", "FSL-E", DECIDES, CD, CCAS_D, amount_cents=20_000),
    Turn("2019-03-01", "nantrelle", "FSL-E", DECIDES, CD, CD, amount_cents=20_001),
    Turn("2023-01-01", "nantrelle", "FSL-E", DECIDES, CCAS_D, CCAS_D, amount_cents=20_000),
    Turn("2023-01-01", "nantrelle", "FSL-E", DECIDES, CD, CCAS_D, amount_cents=30_000),
    Turn("2023-01-01", "nantrelle", "FSL-E", DECIDES, CD, CD, amount_cents=30_001),
    Turn("2011-01-01", "nantrelle", "DOMICIL", DECIDES, CCAS_D, DOMICIL_D2, counter=DOMICIL_D2),
    Turn("2024-09-02", "nantrelle", "DOMICIL", DECIDES, DOMICIL_D2, CCAS_D, counter=DOMICIL_D2),
    Turn("2018-01-01", "nantrelle", "CHRS", DOES, STATE, CCAS_D),
    Turn("2018-01-01", "nantrelle", "CHRS", DECIDES, STATE, STATE),
    Turn("2022-02-01", "nantrelle", "SEC-URG", PREPARES, CCAS_D, "mds-haute-oriane", urgent=True),
    Turn("2022-02-01", "nantrelle", "SEC-URG", PREPARES, CCAS_D, CCAS_D),
    Turn("2022-02-01", "nantrelle", "SEC-URG", DECIDES, CCAS_D, CCAS_D, urgent=True),
    Turn("1990-01-01", "nantrelle", "FSL-E", PREPARES, NOBODY, CCAS_D),
    Turn("2002-01-01", "nantrelle", "CRECHE", Function.EVALUER, TOWN_D, "caf-haute-oriane"),
    Turn("2002-01-01", "nantrelle", "CRECHE", DECIDES, TOWN_D, TOWN_D),
    Turn("2002-01-01", "nantrelle", "RPE", DOES, TOWN_D, "caf-haute-oriane"),
    Turn("2007-01-01", "nantrelle", "CANTINE", DOES, TOWN_D, "operateur-restauration-nantrelle"),
    Turn("2007-01-01", "nantrelle", "CANTINE", DECIDES, TOWN_D, TOWN_D),
    Turn("2015-01-01", "nantrelle", "COLL", DOES, TOWN_D, NOBODY),
    Turn("2024-06-01", "nantrelle", "RSA-ACC", DOES, CCAS_D, CCAS_D),
    Turn("2015-01-01", "nantrelle", "CANIC", DOES, CCAS_D, "asso-main-tendue"),
    Turn("2015-01-01", "nantrelle", "PRE", DOES, CCAS_D, "asso-reussite-nantrelle"),
    Turn("2026-07-01", "nantrelle", "CANIC", DOES, "asso-main-tendue", CCAS_D),
    Turn("2026-07-01", "nantrelle", "PRE", DOES, "asso-reussite-nantrelle", CCAS_D),
)
NATION: Final = tuple(
    turn
    for commune in ("ferrevaux", "aubrelle", "port-sorvan", "nantrelle")
    for turn in (
        Turn("2009-06-01", commune, "RSA-ACC", DECIDES, NOBODY, CD),
        Turn("2025-01-01", commune, "RSA-ACC", RECEIVES, CD, WORK),
        Turn("2025-01-01", commune, "RSA-ACC", DECIDES, CD, CD),
        Turn(
            "2025-01-01",
            commune,
            "CRECHE",
            DECIDES,
            *({"ferrevaux": (CCAS_A,) * 2, "port-sorvan": (CIAS,) * 2}.get(commune, (f"commune-{commune}",) * 2)),
        ),
    )
)

HISTORY_SAYS: Final[tuple[Turn, ...]] = FERREVAUX + AUBRELLE + PORT_SORVAN + NANTRELLE + NATION
