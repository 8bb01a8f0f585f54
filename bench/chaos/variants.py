"""Acts of Nantrelle as they are corrected under load: another ceiling, an end, a revocation; every number has its own, for ever."""

_CEILINGS = (30_000, 25_000, 20_000)
_ENDS = ("", ", au: 2026-12-31", ", au: 2026-05-13")


def variant(number: int) -> str:
    """A registry file that replaces the convention on the housing fund."""
    ceiling, end = _CEILINGS[number % len(_CEILINGS)], _ENDS[number // len(_CEILINGS) % len(_ENDS)]
    return f"""- {{genre: acte, id: nantrelle-fsl-ccas-2023, type: delegation_competence, numero: "avenant 2022-41",
   objet: "Décision FSL jusqu'à {ceiling // 100} € exercée par le CCAS", communes: [nantrelle],
   beneficiaire: ccas-nantrelle, delegant: commune-nantrelle, aides: [FSL-A, FSL-M, FSL-E],
   fonctions: [INSTRUIRE, EVALUER, DECIDER, NOTIFIER, PAYER, EXECUTER], montant_max_centimes: {ceiling},
   enveloppe: {{centimes_par_an: 100000}}, epuise: repli, clause_urgence: departement-haute-oriane, base: "CASF L123-5",
   origine: nantrelle-fsl-commune-2023, du: 2023-01-01{end}}}
"""
