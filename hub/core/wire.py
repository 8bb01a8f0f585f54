"""How records of the hub's own topics are laid out: the value is kept as it came, what the hub adds stands in headers.

Rules:
1. On `hub.events` a partner's event keeps its original bytes as the value and its original headers, in order; the hub's headers come
   after them, `relais_format` first. A partner that sends a header in `relais_` is refused, so a hub header is always the hub's.
2. A fact of the hub's own has a JSON value and `relais_genre` other than `recu`.
3. What is refused for identity carries no value, no original key and no original header: a place, a length and a SHA-256.
"""

PREFIX = "relais_"

FORMAT = "relais_format"
"""`1`: the layout of this page."""
GENRE = "relais_genre"
"""`recu` | `registre.applique` | `echeance.atteinte` | `examen.du` | `quota.reponse` | `personne.lien`
| `plan.avance` | `aide.recue` | `horloge.avance`; on hub.quotas `quota`, on hub.personnes `personne`."""
ACTOR = "relais_acteur"
"""The partner that published (from the topic's name)."""
ORIGIN = "relais_origine"
"""`<topic>/<topic id>/<partition>/<offset>` of the published record."""
INSTANT = "relais_instant"
"""recordedtime, RFC 3339 UTC with milliseconds, stamped once by whoever appends the fact."""
ORIGINAL_KEY = "relais_cle"
"""The published record's own key, absent when it had none."""
CODE = "relais_code"
"""On hub.refus: the refusal code."""
MOTIVE = "relais_motif"
"""On hub.refus, for a record set aside: the operator's reason, one word."""
FIELD = "relais_champ"
"""On hub.refus: the path of the field at fault (never its value)."""
EVENT_ID = "relais_evenement"
"""On hub.refus: the published event's id, when it could be read and is a safe token."""
LENGTH = "relais_longueur"
SHA256 = "relais_sha256"

FORMAT_1 = b"1"
GENRE_RECEIVED = b"recu"
GENRE_REGISTRY = b"registre.applique"
GENRE_DEADLINE = b"echeance.atteinte"
GENRE_EXAMINATION = b"examen.du"
GENRE_CLOCK = b"horloge.avance"
"""On hub.events, of a hub whose time is simulated: what time it is from here on."""
GENRE_QUOTA = b"quota"
"""On hub.quotas: what is asked, spent, given back."""
GENRE_QUOTA_ANSWER = b"quota.reponse"
"""On hub.events: what a quota lane answers a case."""
GENRE_PERSON = b"personne"
"""On hub.personnes: that a demand of a person waits, or waits no more; what a plan asks and is granted by one case."""
GENRE_LINK = b"personne.lien"
"""On hub.events: what a person's lane tells a case of the others."""
GENRE_PLAN = b"plan.avance"
"""On hub.events: what a plan's lane tells a case of the whole."""
GENRE_AID = b"aide.recue"
"""On hub.events: what a person's lane tells a case of aids received lately."""
