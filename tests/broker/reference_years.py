"""Ten years of the reference communes, played through a whole hub in the order of their days: what the expected answers are read from.

Each play does what partners did on one day and leaves the dossiers it made under a name; nothing is asserted here.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from hub.core.registry_check import key_of
from hub.registry.files import load_folder
from schemas.registry import Act, AnyRecord
from tests.broker.anse_claire import registry
from tests.broker.dated_hub import VERSIONS, DatedHub, Letter
from tests.broker.reference_limits import FSL, GRANTS, PLACES, RSA, crowd, holding, thresholds

FERREVAUX, AUBRELLE, PORT_SORVAN, ANSE_CLAIRE, NANTRELLE = "00101", "00202", "00303", "00305", "00404"
CIAS, CCAS_C, TOWN_C = "cias-port-sorvan", "ccas-port-sorvan", "commune-port-sorvan"
TOWN_305, CCAS_305 = "commune-anse-claire", "ccas-anse-claire"
CCAS_A, TOWN_A, CCAS_B, CCAS_D, EPI = "ccas-ferrevaux", "commune-ferrevaux", "ccas-aubrelle", "ccas-nantrelle", "asso-epi-dor"
SEUIL, PANIER, SECRET_DOOR = "asso-le-seuil", "asso-panier-solidaire", "asso-main-tendue"
COUNTERS = {FERREVAUX: CCAS_A, AUBRELLE: CCAS_B, PORT_SORVAN: CIAS, NANTRELLE: CCAS_D}
LATE_CONVENTION = Act.model_validate(
    {
        "id": "ferrevaux-convention-epi-dor-2026", "type": "delegation_competence", "numero": "convention 2026-05",
        "objet": "Épicerie sociale : Épi d'or décide de l'accès", "communes": ["ferrevaux"], "beneficiaire": EPI, "delegant": CCAS_A,
        "aides": ["ALIM-EPI"], "fonctions": ["DECIDER", "NOTIFIER"], "base": "convention", "origine": "ferrevaux-epicerie-sociale",
        "du": "2026-05-01",
    }
)  # fmt: skip


@dataclass
class Years:
    """The hub, the dossiers by name, and what the commands answered on the way."""

    hub: DatedHub
    records: list[AnyRecord]
    """The registry as the merger left it."""
    cases: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)

    def opened(self, name: str, actor: str, cog: str, aid: str, day: str, **more: Any) -> None:
        """A demand at the actor's own counter."""
        self.cases[name] = self.hub.opened(actor, cog, aid, day, **more)

    def decided(self, name: str, by: str, act: str, day: str, organ: str, **more: Any) -> None:
        """A decision that its signatory sends itself."""
        signed = {"signataire": {"acteur": by, "fonction": "president"}, "acte": act, "organe": organ}
        self.hub.tell(by, "decision.rendue", self.cases[name], {"sens": "accord", "date_decision": day, **signed, **more})

    def told(self, name: str, kind: str) -> dict[str, list[Letter]]:
        """Who was told something of that type about a dossier, with what each was told; of what was entrusted, the offers alone."""
        found = {actor: self.hub.letters(actor, self.cases[name], kind) for actor in sorted(self.hub.inboxes)}
        if kind == "dossier.confie":
            found = {actor: [one for one in letters if one["data"]["etat"] == "proposee"] for actor, letters in found.items()}
        return {actor: letters for actor, letters in found.items() if letters}

    def confided(self, name: str) -> list[tuple[str, str, str | None]]:
        """Who was offered the dossier, in what role and by which act, oldest first."""
        told = self.told(name, "dossier.confie")
        offers = sorted((one["recordedtime"], actor, one["data"]["role"], one["data"]["acte"]) for actor in told for one in told[actor])
        return [(actor, role, act) for _, actor, role, act in offers]

    def offered(self, name: str, function: str) -> set[str]:
        """Who was ever offered that function on a dossier."""
        told = self.told(name, "dossier.confie")
        return {actor for actor, letters in told.items() for one in letters if function in one["data"]["fonctions"]}

    def changed(self, kind: str, name: str, **fields: Any) -> None:
        """A record of the registry is loaded anew with other fields."""
        (record,) = [one for one in self.records if key_of(one) == (kind, name)]
        self.hub.load([record.model_copy(update=fields)])


def said(letters: dict[str, list[Letter]], actor: str) -> dict[str, Any]:
    """The one thing that actor was told."""
    (only,) = letters[actor]
    data: dict[str, Any] = only["data"]
    return data


def play(hub: DatedHub) -> Years:
    """Everything, in order."""
    hub.set_up()
    years = Years(hub, load_folder(registry(hub.folder / "after", merged=True)))
    hub.load(load_folder(registry(hub.folder / "before", merged=False)), apply_topics=True)
    hub.on("2017-12-31T10:00")
    hub.start()
    for stage in (_2017, _2019, _2023, _2024, _merger, _2025, _november_2025, _april_2026, _may_2026, _june_2026, _damage):
        stage(years)
    hub.read(1.0)
    return years


def _2017(years: Years) -> None:
    """Aubrelle: the convention of Panier solidaire ends on 31 December and is not renewed."""
    hub = years.hub
    years.opened("colis-2017", CCAS_B, AUBRELLE, "ALIM-COL", "2017-12-31")
    hub.on("2018-01-01T10:00")
    hub.await_letters(PANIER, years.cases["colis-2017"], "dossier.retire")
    years.opened("colis-2018", CCAS_B, AUBRELLE, "ALIM-COL", "2018-01-01", taille_foyer=3)
    hub.tell(CCAS_B, "orientation.consentie", years.cases["colis-2018"], {"date": "2018-01-01", "acteur": PANIER})


def _2019(years: Years) -> None:
    """Port-Sorvan: nurseries pass to the CIAS while a place is asked for."""
    hub = years.hub
    hub.on("2019-12-20T10:00")
    years.opened("creche", TOWN_C, PORT_SORVAN, "CRECHE", "2019-12-20")
    hub.on("2020-01-15T10:00")
    hub.await_letters(CIAS, years.cases["creche"], "dossier.confie")
    years.decided("creche", CIAS, "port-sorvan-transfert-petite-enfance-2020", "2020-01-15", "commission")


def _2023(years: Years) -> None:
    """Port-Sorvan: small emergency aid is still the communal CCAS's."""
    years.hub.on("2023-08-01T10:00")
    years.opened("secours-55", TOWN_C, PORT_SORVAN, "SEC-URG", "2023-08-01", montant_demande_centimes=5_500)
    years.opened("secours-65", TOWN_C, PORT_SORVAN, "SEC-URG", "2023-08-01", montant_demande_centimes=6_500)
    years.opened("secours-60", CCAS_C, PORT_SORVAN, "SEC-URG", "2023-08-01", montant_demande_centimes=6_000)


def _2024(years: Years) -> None:
    """The CCAS of Port-Sorvan is dissolved with cases in flight; what it decided in its last days comes after its end."""
    hub = years.hub
    hub.on("2024-01-01T10:00")
    for name in ("secours-55", "secours-60"):
        hub.await_letters(CIAS, years.cases[name], "dossier.confie")
    years.decided("secours-60", CCAS_C, "port-sorvan-ccas-petit-secours-2023", "2023-12-29", "conseil_administration")
    hub.await_letters(CIAS, years.cases["secours-60"], "decision.a_verifier")
    hub.tell(CIAS, "decision.confirmee", years.cases["secours-60"], {"date": "2024-01-01"})
    hub.on("2024-02-01T10:00")
    years.opened("secours-55-2024", TOWN_C, PORT_SORVAN, "SEC-URG", "2024-02-01", montant_demande_centimes=5_500)
    years.opened("secours-65-2024", TOWN_C, PORT_SORVAN, "SEC-URG", "2024-02-01", montant_demande_centimes=6_500)
    years.opened("secours-tardif", TOWN_C, PORT_SORVAN, "SEC-URG", "2023-12-20", montant_demande_centimes=5_500)


def _merger(years: Years) -> None:
    """Anse-Claire merges into Port-Sorvan on 1 January 2025 with four cases in flight; the order is recorded eleven days before."""
    hub = years.hub
    hub.on("2024-12-20T10:00")
    years.opened("cantine-305", TOWN_305, ANSE_CLAIRE, "CANTINE", "2024-12-20")
    for number in range(3):
        years.opened(f"secours-305-{number}", CCAS_305, ANSE_CLAIRE, "SEC-URG", "2024-12-20")
    foreseen = hub.command("registry", "preview", str(hub.folder / "after"), "--json")
    years.answers["preview"] = json.loads(foreseen.stdout) if foreseen.returncode == 0 else foreseen.stderr
    years.answers["merger"] = hub.load(years.records)
    hub.on("2024-12-31T10:00")
    years.opened("cantine-la-veille", TOWN_305, ANSE_CLAIRE, "CANTINE", "2024-12-31")
    hub.on("2025-01-01T10:00")
    for number in range(3):
        hub.await_letters(CIAS, years.cases[f"secours-305-{number}"], "dossier.confie")
    for name in ("cantine-305", "cantine-la-veille"):
        hub.await_letters(TOWN_C, years.cases[name], "dossier.confie")
    years.opened("cantine-le-jour", TOWN_C, ANSE_CLAIRE, "CANTINE", "2025-01-01")
    years.opened("cantine-tardive", TOWN_C, ANSE_CLAIRE, "CANTINE", "2024-12-31")
    hub.tell(TOWN_C, "transmission.acceptee", years.cases["cantine-305"], {"date": "2025-01-01"})


def _2025(years: Years) -> None:
    """Ferrevaux passes from version 7 of its règlement to version 8; a funeral at Port-Sorvan."""
    hub, act = years.hub, "ferrevaux-reglement-v8"
    hub.on("2025-01-31T10:00")
    for name in ("reglement-v7", "reglement-dit"):
        years.opened(name, TOWN_A, FERREVAUX, "AID-FIN", "2025-01-31")
    hub.on("2025-02-10T10:00")
    granted = {"version_reglement": "v8", "montant_centimes": 9_000}
    years.decided("reglement-v7", CCAS_A, act, "2025-02-10", "conseil_administration", **granted)
    years.changed("acte", act, version_selon="date_decision")
    years.decided("reglement-dit", CCAS_A, act, "2025-02-10", "conseil_administration", **granted)
    years.changed("acte", act)
    hub.on("2025-03-15T10:00")
    years.opened("obseques", CIAS, PORT_SORVAN, "OBS-IND", "2025-03-15")


def _november_2025(years: Years) -> None:
    """Nantrelle: the last euro and the last place are taken, then one more asks for each."""
    hub = years.hub
    hub.on("2025-11-20T10:00")
    crowd(hub, "FSL-M", GRANTS, montant_demande_centimes=30_000)
    years.opened("enveloppe-vide", CCAS_D, NANTRELLE, "FSL-E", "2025-11-20", montant_demande_centimes=28_000)
    crowd(hub, "RSA-ACC", PLACES)
    years.opened("901e", CCAS_D, NANTRELLE, "RSA-ACC", "2025-11-20")
    hub.await_all(lambda: all(years.confided(name)[1:] for name in ("enveloppe-vide", "901e")))
    years.answers["seuils"] = {act: thresholds(hub, act) for act in (FSL, RSA)}
    years.answers["foule"] = (len(holding(hub, CCAS_D, "FSL-M")), len(holding(hub, CCAS_D, "RSA-ACC")))


def _april_2026(years: Years) -> None:
    """Ferrevaux between two boards: the president decides under either policy, the commission decides too."""
    hub, act = years.hub, "ferrevaux-delegation-president-2020"
    hub.on("2026-04-05T10:00")
    for name in ("president", "president-survit", "commission"):
        years.opened(name, TOWN_A, FERREVAUX, "SEC-URG", "2026-04-05", urgence=True)
    years.decided("president", CCAS_A, act, "2026-04-05", "president")
    years.decided("commission", CCAS_A, "ferrevaux-commission-permanente", "2026-04-05", "commission_permanente")
    hub.await_letters(CCAS_A, years.cases["president"], "decision.a_verifier")
    years.answers["president"] = hub.conclusions(years.cases["president"])
    hub.tell(CCAS_A, "decision.retiree", years.cases["president"], {"date": "2026-04-05"})
    years.changed("commune", "ferrevaux", politique_apres_elections="survit")
    years.decided("president-survit", CCAS_A, act, "2026-04-05", "president")
    years.changed("commune", "ferrevaux")


def _may_2026(years: Years) -> None:
    """Aubrelle: an agreement expires; children's aid at four counters; an urgent need and a hidden address at Nantrelle."""
    hub = years.hub
    hub.on("2026-05-11T10:00")
    years.opened("domiciliation-11", SEUIL, AUBRELLE, "DOMICIL", "2026-05-11")
    hub.on("2026-05-12T10:00")
    years.opened("domiciliation-12", SEUIL, AUBRELLE, "DOMICIL", "2026-05-12")
    for cog, counter in COUNTERS.items():
        years.opened(f"enfance-{cog}", counter, cog, "ASE-FIN", "2026-05-12")
    years.opened("urgent", CCAS_D, NANTRELLE, "SEC-URG", "2026-05-12", urgence=True)
    years.opened("courant", CCAS_D, NANTRELLE, "SEC-URG", "2026-05-12")
    for aid in ("AUVIC", "SEC-URG", "PORTAGE", "CHRS", "FSL-A"):
        years.opened(f"cachee-{aid}", SECRET_DOOR, NANTRELLE, aid, "2026-05-12", urgence=True, adresse_masquee=True)
    hub.await_letters(SEUIL, years.cases["domiciliation-11"], "dossier.retire")


def _june_2026(years: Years) -> None:
    """Ferrevaux: a decision under a convention that is recorded two days late; the days in which its alarm would ring pass."""
    hub = years.hub
    hub.on("2026-06-01T10:00")
    years.opened("epicerie", EPI, FERREVAUX, "ALIM-EPI", "2026-06-01")
    years.decided("epicerie", EPI, LATE_CONVENTION.id, "2026-06-01", "conseil_association")
    hub.await_letters(EPI, years.cases["epicerie"], "decision.a_verifier")
    hub.on("2026-06-02T10:00")
    hub.load([LATE_CONVENTION])
    hub.await_letters(CCAS_A, years.cases["epicerie"], "decision.communiquee")
    hub.on("2026-06-12T10:00")
    years.opened("plus-tard", TOWN_A, FERREVAUX, "SEC-URG", "2026-06-12")
    years.answers["epicerie"] = hub.conclusions(years.cases["epicerie"])


def _damage(years: Years) -> None:
    """Somebody writes on the registry's log what is no record, and a version over it; the worker goes on, then a good load follows."""
    hub = years.hub
    before = hub.figures(VERSIONS)
    years.answers["damaged"] = hub.damage(b"\xff", b'{"genre": "acte", "id": "x"}')
    years.opened("sous-l-ancienne", TOWN_A, FERREVAUX, "SEC-URG", "2026-06-12")
    years.answers["during"] = (before, hub.figures(VERSIONS))
    years.answers["log"] = hub.logs()
    years.answers["mended"] = hub.load([LATE_CONVENTION.model_copy(update={"objet": "Épicerie sociale : accès"})])
    years.opened("sous-la-neuve", TOWN_A, FERREVAUX, "SEC-URG", "2026-06-12")
