"""Client d'exemple de Relais, en Python : il lit sa boîte, répond à ce qui lui est confié, ne perd rien, ne fait rien deux fois.

    pip install confluent-kafka
    python client.py [DOSSIER] [--complet] [--deposer DEMANDE.json] [--republier-apres 10]

DOSSIER est celui que la commune remet (librdkafka.conf, contrat.json) ; par défaut le dossier courant. SIGTERM ou Ctrl-C l'arrête ; un
arrêt brutal ne perd rien. Ce qu'il sait est dans DOSSIER/client.sqlite3, ce que le hub a refusé dans DOSSIER/rejets.jsonl.

1. Un message est noté, avec ce qu'il fait publier, en une transaction de la base ; sa position dans Kafka n'avance qu'ensuite.
2. Un événement est republié, les mêmes octets sous le même id, jusqu'à son avis technique ; ensuite plus jamais.
3. L'id d'une réponse est tiré de ce à quoi elle répond : redémarrer ou relire donne le même.
4. Les messages d'un dossier sont traités dans l'ordre de sequence ; ce qui saute un numéro attend.
"""

import argparse
import hashlib
import json
import signal
import sqlite3
import sys
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from confluent_kafka import Consumer, KafkaException, Message, Producer

TYPE = "fr.relais.{}.v1"
ENTETES: list[tuple[str, str | bytes | None]] = [("content-type", b"application/cloudevents+json; charset=UTF-8")]
# L'organe qui décide, par nature d'acteur ; un CCAS décide par son conseil d'administration.
ORGANES = {"association": "conseil_association", "departement": "president_conseil_departemental", "commune": "conseil_municipal"}
TABLES = """
CREATE TABLE IF NOT EXISTS lus (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS rangs (dossier TEXT PRIMARY KEY, rang INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS attente (dossier TEXT, rang INTEGER, message TEXT NOT NULL, PRIMARY KEY (dossier, rang));
CREATE TABLE IF NOT EXISTS publies (
    id TEXT PRIMARY KEY, octets BLOB NOT NULL, dossier TEXT NOT NULL, a_partir_de REAL NOT NULL, fois INTEGER NOT NULL, place INTEGER,
    avis TEXT
);
"""


class Client:
    """Un partenaire : sa base, sa boîte, son topic."""

    def __init__(self, dossier: Path, options: argparse.Namespace) -> None:
        self.dossier, self.options = dossier, options
        acteur = json.loads((dossier / "contrat.json").read_text("utf-8"))["info"]["x-acteur"]
        self.acteur, self.nature, self.actes = acteur["id"], acteur["nature"], set(acteur["actes"])
        self.base = sqlite3.connect(dossier / "client.sqlite3", isolation_level=None)
        self.base.executescript(TABLES)
        kafka = connexion(dossier)
        self.producteur = Producer(kafka | {"enable.idempotence": True, "partitioner": "murmur2_random"})
        lecture = {"group.id": f"{self.acteur}.main", "isolation.level": "read_committed", "enable.auto.commit": False}
        self.lecteur = Consumer(kafka | lecture | {"auto.offset.reset": "earliest", "session.timeout.ms": 10_000})
        self.lecteur.subscribe([f"to.{self.acteur}"])
        self.traitements = {
            "avis.technique": self.avis,
            "dossier.confie": self.confie,
            "dossier.retire": self.retire,
            "decision.a_verifier": self.a_verifier,
        }
        self.en_marche = True

    def tourner(self) -> None:
        """Lire, répondre, republier, jusqu'à l'arrêt."""
        while self.en_marche:
            message = self.lecteur.poll(0.3)
            if message is not None and message.error() is None:
                self.recevoir(message)
                self.valider(message)
            self.publier()
        self.lecteur.unsubscribe()  # quitter le groupe d'abord : fermer seul peut attendre sans fin ce qui est en route
        while self.lecteur.poll(0.1) is not None or self.lecteur.assignment():
            pass
        self.lecteur.close()

    # -- recevoir ---------------------------------------------------------------

    def recevoir(self, message: Message) -> None:
        """Un message et tout ce qu'il change, ou rien."""
        try:
            evenement = json.loads(message.value() or b"")
            lu, dossier, rang = str(evenement["id"]), str(evenement["subject"]), int(evenement["sequence"])
            evenement["type"] = str(evenement["type"])
        except (ValueError, KeyError, TypeError):
            print(f"passé : position {message.offset()}, ce n'est pas un événement", file=sys.stderr)
            return
        with self.base:
            self.base.execute("BEGIN")
            if self.base.execute("INSERT OR IGNORE INTO lus VALUES (?)", (lu,)).rowcount == 0:
                return  # déjà traité : relire ne fait rien
            if not dossier.startswith("dos_"):
                self.traiter(evenement)
                return
            self.base.execute("INSERT OR REPLACE INTO attente VALUES (?, ?, ?)", (dossier, rang, json.dumps(evenement)))
            while (suivant := self.suivant(dossier)) is not None:
                self.traiter(suivant)

    def suivant(self, dossier: str) -> dict[str, Any] | None:
        """Le message du dossier dont c'est le tour, s'il est là."""
        (rang,) = self.base.execute("SELECT coalesce(max(rang), 0) + 1 FROM rangs WHERE dossier = ?", (dossier,)).fetchone()
        trouve = self.base.execute("SELECT message FROM attente WHERE dossier = ? AND rang = ?", (dossier, rang)).fetchone()
        if trouve is None:
            return None
        self.base.execute("DELETE FROM attente WHERE dossier = ? AND rang <= ?", (dossier, rang))
        self.base.execute("INSERT OR REPLACE INTO rangs VALUES (?, ?)", (dossier, rang))
        return cast("dict[str, Any]", json.loads(trouve[0]))

    def traiter(self, evenement: dict[str, Any]) -> None:
        """Ce que ce client sait faire d'un type ; un type inconnu est passé."""
        nom = evenement["type"].removeprefix("fr.relais.").removesuffix(".v1")
        if nom in self.traitements:
            self.traitements[nom](evenement)
        else:
            print(f"passé : {evenement['type']}, rien à faire", file=sys.stderr)

    def confie(self, evenement: dict[str, Any]) -> None:
        """Un dossier est proposé : il est pris si un acte du contrat le confie, sinon refusé ; accepté, il est décidé (--complet)."""
        donnees, cause = evenement["data"], (evenement["subject"], evenement["causationid"])
        est_a_nous = donnees["acte"] is None or donnees["acte"] in self.actes
        if donnees["etat"] == "proposee" and est_a_nous:
            self.preparer("transmission.acceptee", cause, {"date": aujourdhui()})
        elif donnees["etat"] == "proposee":
            competent = donnees["demande"].get("guichet", self.options.competent)
            selon_lui = {} if competent is None else {"competent_selon_lui": competent}
            self.preparer("transmission.refusee", cause, {"date": aujourdhui(), "motif": "incompetent_matiere"} | selon_lui)
        elif self.options.complet and "DECIDER" in donnees["fonctions"] and donnees["acte"] is not None:
            organe = ORGANES.get(self.nature, "conseil_administration")
            signataire = {"acteur": self.acteur, "fonction": "maire" if organe == "conseil_municipal" else "president"}
            decision = {
                "sens": "accord",
                "date_decision": aujourdhui(),
                "organe": organe,
                "signataire": signataire,
                "acte": donnees["acte"],
            }
            self.preparer("decision.rendue", cause, decision)

    def retire(self, evenement: dict[str, Any]) -> None:
        """Le dossier n'est plus chez nous : ce qui n'a pas eu d'avis n'est plus republié ; confié à nouveau, il a sa réponse."""
        self.base.execute("UPDATE publies SET avis = 'retire' WHERE dossier = ? AND avis IS NULL", (evenement["subject"],))

    def a_verifier(self, evenement: dict[str, Any]) -> None:
        """Notre décision est arrêtée : elle est retirée (--complet)."""
        if self.options.complet and evenement["data"]["acteur"] == self.acteur:
            self.preparer("decision.retiree", (evenement["subject"], evenement["causationid"]), {"date": aujourdhui()})

    def avis(self, evenement: dict[str, Any]) -> None:
        """La réponse technique : l'événement ne sera plus publié ; un refus est gardé pour quelqu'un."""
        avis = evenement["data"]
        if avis.get("evenement_id") is not None:
            vise = self.base.execute("SELECT id FROM publies WHERE id = ?", (avis["evenement_id"],)).fetchone()
        else:  # refusé pour identité : le hub n'en garde rien, pas même l'id ; sa place le désigne
            vise = self.base.execute("SELECT id FROM publies WHERE place = ?", (avis["origine"]["offset"],)).fetchone()
        if vise is not None:
            self.base.execute("UPDATE publies SET avis = coalesce(avis, ?) WHERE id = ?", (avis["statut"], vise[0]))
        if vise is not None and avis["statut"] == "non_conforme":
            rejet = {"id": vise[0], "code": avis["code"], "champ": avis.get("champ"), "phrase": avis["phrase"]}
            with (self.dossier / "rejets.jsonl").open("a", encoding="utf-8") as fichier:
                fichier.write(json.dumps(rejet, ensure_ascii=False) + "\n")

    # -- publier ---------------------------------------------------------------

    def preparer(self, nom: str, cause: tuple[str, str], donnees: dict[str, Any]) -> None:
        """Noter un événement à publier ; le même à nouveau n'est rien."""
        empreinte = hashlib.sha256("\n".join((*cause, nom)).encode()).hexdigest()[:40]
        evenement = {
            "specversion": "1.0",
            "id": empreinte,
            "source": f"urn:relais:acteur:{self.acteur}",
            "type": TYPE.format(nom),
            "subject": cause[0],
            "time": datetime.now(ZoneInfo("Europe/Paris")).isoformat(timespec="seconds"),
            "datacontenttype": "application/json",
            "data": donnees,
        }
        octets = json.dumps(evenement, ensure_ascii=False).encode()
        self.base.execute("INSERT OR IGNORE INTO publies VALUES (?, ?, ?, 0, 0, NULL, NULL)", (empreinte, octets, cause[0]))

    def deposer(self, fichier: Path) -> None:
        """Une demande de ce guichet : {"reference": ..., "data": {...}} ; la même référence, déposée deux fois, est une seule demande."""
        demande = json.loads(fichier.read_text("utf-8"))
        self.preparer("demande.deposee", (demande["reference"], "depot"), demande["data"])

    def publier(self) -> None:
        """Publier ce qui attend un avis depuis assez longtemps, les mêmes octets, de moins en moins souvent."""
        maintenant = time.time()
        dus = self.base.execute(
            "SELECT id, octets, dossier, fois FROM publies WHERE avis IS NULL AND a_partir_de <= ? ORDER BY rowid", (maintenant,)
        ).fetchall()
        for nom, octets, dossier, fois in dus:
            self.producteur.produce(
                f"from.{self.acteur}", octets, dossier.encode(), headers=ENTETES, on_delivery=partial(self.noter, nom=nom)
            )
            pause = self.options.republier_apres * 2 ** min(fois, 6)
            self.base.execute("UPDATE publies SET a_partir_de = ?, fois = fois + 1 WHERE id = ?", (maintenant + pause, nom))
        self.producteur.flush(30)

    def noter(self, erreur: Any, message: Message, nom: str) -> None:
        """Kafka l'a : sa place, par quoi un avis sans id le désigne."""
        if erreur is None:
            self.base.execute("UPDATE publies SET place = ? WHERE id = ?", (message.offset(), nom))

    def valider(self, message: Message) -> None:
        """La position avance : ce que le message fait faire est dans la base."""
        try:
            self.lecteur.commit(message=message, asynchronous=False)
        except KafkaException as refus:
            print(f"position non notée, sera relue : {refus}", file=sys.stderr)


def connexion(dossier: Path) -> dict[str, Any]:
    """Les options de librdkafka.conf ; les fichiers qu'elles nomment sont dans le dossier."""
    lignes = (dossier / "librdkafka.conf").read_text(encoding="utf-8").splitlines()
    options: dict[str, Any] = dict(ligne.split("=", 1) for ligne in lignes if ligne)
    for nom in ("isolation.level", "auto.offset.reset", "partitioner"):
        options.pop(nom, None)
    return {nom: str(dossier / valeur) if nom.endswith(".location") else valeur for nom, valeur in options.items()} | {"log_level": 2}


def aujourdhui() -> str:
    """La date à Paris."""
    return datetime.now(ZoneInfo("Europe/Paris")).date().isoformat()


def principal() -> None:
    """Lire la ligne de commande et tourner."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("dossier", nargs="?", type=Path, default=Path())
    arguments.add_argument("--complet", action="store_true", help="décide ce qu'il a accepté, retire ce qui est à vérifier")
    arguments.add_argument("--deposer", type=Path, metavar="DEMANDE.json", help="dépose d'abord cette demande")
    arguments.add_argument("--republier-apres", type=float, default=10.0, metavar="SECONDES", help="sans avis (défaut : 10)")
    arguments.add_argument("--competent", metavar="ID", help="qui nommer dans un refus quand la demande ne dit pas le guichet")
    options = arguments.parse_args()
    client = Client(options.dossier, options)
    if options.deposer is not None:
        client.deposer(options.deposer)
    for nom in (signal.SIGTERM, signal.SIGINT):
        signal.signal(nom, lambda *_: setattr(client, "en_marche", False))
    client.tourner()


if __name__ == "__main__":
    principal()
