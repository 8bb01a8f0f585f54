"""The registry before and after 1 January 2025: Anse-Claire (00305), with a centre of its own, merges into Port-Sorvan (00303)."""

import shutil
from pathlib import Path

from tests.broker.whole_hub import ROOT

MERGER = "2025-01-01"
REFERENCE = ROOT / "deploy" / "registre"
_CODE = '    - {code: "00305"'
_ACTOR = "- {genre: acteur, id: commune-anse-claire"
EVERYTHING = "fonctions: [RECEVOIR, INSTRUIRE, EVALUER, DECIDER, NOTIFIER, ORDONNANCER, PAYER, EXECUTER, ACCOMPAGNER]"
BODIES = (("commune", "commune-anse-claire", "commune-port-sorvan"), ("ccas", "ccas-anse-claire", "cias-port-sorvan"))
"""Each role the merger touches: who plays it before, who from then on."""
OTHERS = ("epci", "departement", "mdph", "caf", "cpam", "carsat", "prefet", "siao", "france_travail", "bailleur", "asp")


def registry(folder: Path, *, merged: bool) -> Path:
    """The reference registry with Anse-Claire as it was before the merger, or as the merger made it; a folder to load."""
    shutil.copytree(REFERENCE, folder)
    file = folder / "port-sorvan.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(_ACTOR))
    kept = [line for line in (*lines[:start], *lines[start + 2 :]) if merged or not line.startswith(_CODE)]
    assert len(lines) - len(kept) == (2 if merged else 3)
    file.write_text("".join(kept), encoding="utf-8")
    (folder / "anse-claire.yaml").write_text(_anse_claire(merged=merged), encoding="utf-8")
    return folder


def _anse_claire(*, merged: bool) -> str:
    end = f", au: {MERGER}" if merged else ""
    relations = [
        *(f"{{nom: {role}, acteur: {body}{end}}}" for role, body, _ in BODIES),
        *(f"{{nom: {role}, acteur: {heir}, du: {MERGER}}}" for role, _, heir in BODIES if merged),
        *(f"{{nom: {name}, acteur: {_holder(name)}}}" for name in OTHERS),
    ]
    heirs = {body: f", succession: de_plein_droit, au: {MERGER}, successeur: {heir}" if merged else "" for _, body, heir in BODIES}
    return f"""- genre: commune
  slug: anse-claire
  nom: Anse-Claire
  population: 6200
  cog: [{{code: "00305"{end}}}]
  relations: [{", ".join(relations)}]
- {{genre: acteur, id: commune-anse-claire, nature: commune, nom: "Anse-Claire"{heirs["commune-anse-claire"]}}}
- {{genre: acteur, id: ccas-anse-claire, nature: ccas, nom: "CCAS d'Anse-Claire"{heirs["ccas-anse-claire"]}}}
- {{genre: acte, id: anse-claire-secours, type: institution, numero: "délib. 01-02", objet: "Secours et aides financières",
   communes: [anse-claire], beneficiaire: ccas-anse-claire, aides: [SEC-URG, AID-FIN], {EVERYTHING}, base: "CASF L123-5", du: 2001-01-01}}
- {{genre: acte, id: anse-claire-restauration, type: institution, numero: "délib. 01-05", objet: "Restauration scolaire",
   communes: [anse-claire], beneficiaire: commune-anse-claire, aides: [CANTINE], {EVERYTHING}, base: "CGCT L2121-29", du: 2001-01-01}}
"""


def _holder(role: str) -> str:
    """Who plays a role that the merger does not touch."""
    return "epci-port-sorvan" if role == "epci" else f"{role.replace('_', '-')}-haute-oriane"
