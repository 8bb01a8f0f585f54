"""The reference catalogue says of each aid what the domain's table says: who decides, what silence means, which clocks, which data."""

from datetime import date

import pytest

from hub.core.catalogue_check import without_entries
from hub.core.catalogue_phrases import APPEALS, CLOCKS, FACTS, appeals_in_words, clock_in_words, delay_in_words, silence_in_words, to_verify
from schemas.catalogue import Delay
from schemas.catalogue_codes import ClockCode, FactKind, Sensitivity
from tests.unit.catalogue_entries import aid_with, entry, reference, written

TRANSMITTED = {"ASH-PA", "ASH-PH", "AIDE-MEN", "OBL-AL"}
"""Legal aid whose files the CCAS must send on within a month (CASF R131-1); those of the ASE are left out of that duty."""

FACULTATIVE = """
SEC-URG AID-FIN PRET CAP ALIM-COL ALIM-EPI REPAS-SOC ENERG EAU LOYER NUITEE TRANSP PORTAGE TELEA SAD-FAC ANIM-SEN RES-AUT CANIC
OBSEQ OBS-IND MICROC BAFA PERMIS CANTINE ALSH CRECHE RPE PRE SPORT SANTE-M NUM COLL AFI AAS-RETR
"""
LEGAL = """
RSA RSA-ACC APA-DOM APA-ETAB APA-URG ASH-PA ASH-PH AIDE-MEN ADM-URG PCH AAH FSL-A FSL-M FSL-E IMPAYE DOMICIL AME CSS CHRS SIAO
ASE-FIN IP FAJ MASP AUVIC SNE DALO CHQ-EN ASPA OBL-AL
"""


@pytest.mark.parametrize("code", [*FACULTATIVE.split(), *LEGAL.split()])
def test_every_aid_of_the_domain_has_a_rule_today(code: str) -> None:
    """The sixty aids of the table, and the two of the CAF and the CARSAT."""
    assert entry(code).silence.effet in {"rejet", "accord", "aucun"}


def test_no_aid_is_without_entry() -> None:
    """RMI included, which nobody asks any more."""
    assert list(without_entries(reference().aids())) == []


@pytest.mark.parametrize(
    ("code", "effect", "months", "origin"),
    [
        *((code, "rejet", 2, FactKind.PREMIERE_RECEPTION) for code in ("SEC-URG", "AID-FIN", "PRET", "ENERG", "EAU", "LOYER", "OBSEQ")),
        *(
            (code, "rejet", 2, FactKind.PREMIERE_RECEPTION)
            for code in ("BAFA", "SANTE-M", "AFI", "RSA", "ASH-PA", "FSL-E", "DOMICIL", "AME")
        ),
        ("PCH", "rejet", 4, FactKind.PREMIERE_RECEPTION),
        ("AAH", "rejet", 4, FactKind.PREMIERE_RECEPTION),
        ("DALO", "rejet", 3, FactKind.PREMIERE_RECEPTION),
        ("APA-DOM", "accord", 2, FactKind.DOSSIER_COMPLET),
        ("CSS", "accord", 2, FactKind.DOSSIER_COMPLET),
        ("CHRS", "accord", 1, FactKind.DOSSIER_COMPLET),
    ],
)
def test_silence_is_not_one_rule(code: str, effect: str, months: int, origin: FactKind) -> None:
    """Rejected for money, accepted for CHRS, APA and CSS, four months at the MDPH (domain 9.3)."""
    silence = entry(code).silence
    assert (silence.effet, silence.delai, silence.origine) == (effect, Delay(nombre=months, unite="mois"), origin)


@pytest.mark.parametrize("code", ["RES-AUT", "CRECHE", "IMPAYE", "COLL", "CANIC", "RPE", "SIAO", "IP"])
def test_a_queue_a_signal_or_an_action_has_no_silence(code: str) -> None:
    """A waiting list is no two-month clock, a signal is no demand."""
    assert (entry(code).silence.effet, entry(code).silence.delai) == ("aucun", None)


def test_the_month_to_transmit_is_that_of_legal_aid_alone() -> None:
    """Aid of the ASE is excluded from the CCAS's duty to prepare files; the CCAS has no clock for it."""
    timed = {aid.code for aid in reference().aids() if any(one.code is ClockCode.TRANSMISSION for one in aid.entrees[-1].horloges)}
    assert timed == TRANSMITTED


def test_health_data_is_marked_in_every_entry() -> None:
    """An aid marked as such, and no other, is of the class `sante`."""
    marked = {aid.code for aid in reference().aids() if aid.donnees_sante}
    classed = {aid.code for aid in reference().aids() if any(one.donnees is Sensitivity.SANTE for one in aid.entrees)}
    assert marked == classed >= {"PORTAGE", "APA-DOM", "PCH", "SANTE-M", "ASH-PA"}


@pytest.mark.parametrize("code", ["PCH", "AME", "ASPA", "RSA-ACC", "CSS", "APA-DOM"])
def test_what_nobody_has_read_on_legifrance_says_so(code: str) -> None:
    """The domain's question marks stay visible."""
    aid = reference().aid(code)
    assert aid is not None
    assert aid.a_verifier
    assert to_verify(entry(code)) or entry(code).a_verifier


@pytest.mark.parametrize(
    ("code", "before", "after", "says"),
    [
        ("OBS-IND", "2024-07-10", "2024-07-11", lambda one: one.horloges[0].delai.nombre),
        ("ASH-PA", "2018-12-31", "2019-01-01", lambda one: one.recours.prealable),
        ("CRECHE", "2024-12-31", "2025-01-01", lambda one: one.base),
        ("RSA-ACC", "2024-12-31", "2025-01-01", lambda one: one.base),
        ("RSA", "2015-12-31", "2016-01-01", lambda one: one.silence.article),
    ],
)
def test_a_rule_that_changed_in_law_is_a_new_entry(code: str, before: str, after: str, says: object) -> None:
    """A demand of the day before keeps the rule of its day."""
    assert callable(says)
    assert says(entry(code, before)) != says(entry(code, after))


def test_before_the_first_entry_nothing_is_known() -> None:
    """An aid that ended has none any more, and a demand from before has none yet."""
    rmi, help_ = reference().aid("RMI"), reference().aid("AID-FIN")
    assert rmi is not None
    assert help_ is not None
    assert (rmi.entry_on(date(2009, 6, 1)), help_.entry_on(date(2015, 12, 31))) == (None, None)


def test_every_code_has_its_words() -> None:
    """What a screen shows is never a code alone."""
    assert (set(FACTS), set(CLOCKS)) == (set(FactKind), set(ClockCode))


def test_a_rule_reads_as_a_sentence() -> None:
    """Delay, origin, effect, condition, and the mark of what is to be verified."""
    pch = entry("PCH")
    assert silence_in_words(pch.silence) == "4 mois depuis la réception par la première administration : rejet (à vérifier)"
    assert silence_in_words(entry("COLL").silence) == "sans effet"
    urgent = next(one for one in pch.horloges if one.si is FactKind.URGENCE)
    assert clock_in_words(urgent) == "15 jours ouvrés depuis la réception par la première administration, si URGENCE (à vérifier)"
    assert clock_in_words(pch.horloges[0]).endswith("objectif interne")
    assert (delay_in_words(None), delay_in_words(Delay(nombre=1, unite="jours_ouvres"))) == ("délai fixé", "1 jour ouvré")
    assert appeals_in_words(None) == "aucun"
    assert appeals_in_words(pch.recours).startswith(APPEALS["rapo"] + " obligatoire, 2 mois (à vérifier) ; tribunal judiciaire")
    assert (
        appeals_in_words(entry("AID-FIN").recours) == "recours gracieux facultatif, 2 mois francs ; tribunal administratif, 2 mois francs"
    )


def test_what_is_to_be_read_again_is_named() -> None:
    """The entry, the silence, each clock, each part of the appeals; nothing where all was read."""
    assert to_verify(entry("PCH")) == ("silence", "INSTRUCTION_URGENTE", "recours.depot", "recours.silence", "recours.juge")
    assert to_verify(written(a_verifier=True)) == ("entree",)
    assert to_verify(entry("SEC-URG")) == ("recours.raisonnable",)
    assert aid_with(written()).entry_on(date(2026, 1, 1)) == written()
