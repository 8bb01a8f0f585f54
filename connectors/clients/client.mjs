// Client d'exemple de Relais, en JavaScript : il lit sa boîte, répond à ce qui lui est confié, ne perd rien, ne fait rien deux fois.
//
//   npm install kafkajs
//   node client.mjs [DOSSIER] [--complet] [--deposer DEMANDE.json] [--republier-apres 10] [--competent ID]
//
// DOSSIER est celui que la commune remet (librdkafka.conf, contrat.json) ; par défaut le dossier courant. SIGTERM ou Ctrl-C l'arrête ; un arrêt
// brutal ne perd rien. Ce qu'il sait est dans DOSSIER/client.json, ce que le hub a refusé dans DOSSIER/rejets.jsonl.
//
// 1. Un message est noté, avec ce qu'il fait publier, d'un seul coup dans client.json ; sa position dans Kafka n'avance qu'ensuite.
// 2. Un événement est republié, les mêmes octets sous le même id, jusqu'à son avis technique ; ensuite plus jamais.
// 3. L'id d'une réponse est tiré de ce à quoi elle répond : redémarrer ou relire donne le même.
// 4. Les messages d'un dossier sont traités dans l'ordre de sequence ; ce qui saute un numéro attend.

import { createHash } from "node:crypto";
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Kafka, logLevel } from "kafkajs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    complet: { type: "boolean", default: false },
    deposer: { type: "string" },
    "republier-apres": { type: "string", default: "10" },
    competent: { type: "string" },
  },
});
const dossier = positionals[0] ?? ".";
const lire = (nom) => readFileSync(join(dossier, nom), "utf8");
const acteur = JSON.parse(lire("contrat.json")).info["x-acteur"];
const actes = new Set(acteur.actes);
// L'organe qui décide, par nature d'acteur ; un CCAS décide par son conseil d'administration.
const ORGANES = { association: "conseil_association", departement: "president_conseil_departemental", commune: "conseil_municipal" };

// -- ce qu'il sait -----------------------------------------------------------

const ETAT = join(dossier, "client.json");
const etat = existsSync(ETAT) ? JSON.parse(readFileSync(ETAT, "utf8")) : { lus: {}, rangs: {}, attente: {}, publies: {} };

// Tout ou rien : un nouveau fichier prend la place de l'ancien une fois écrit sur le disque.
function garder() {
  const fichier = openSync(`${ETAT}.neuf`, "w", 0o600);
  writeSync(fichier, JSON.stringify(etat));
  fsyncSync(fichier);
  closeSync(fichier);
  renameSync(`${ETAT}.neuf`, ETAT);
}

// -- recevoir ------------------------------------------------------------------

function recevoir(message) {
  let evenement;
  try {
    evenement = JSON.parse(message.value.toString());
    if (["id", "subject", "type"].some((nom) => typeof evenement[nom] !== "string")) throw new TypeError("attributs");
  } catch {
    console.error(`passé : position ${message.offset}, ce n'est pas un événement`);
    return;
  }
  const { id, subject } = evenement;
  if (id in etat.lus) return; // déjà traité : relire ne fait rien
  etat.lus[id] = true;
  if (!subject.startsWith("dos_")) return traiter(evenement);
  const attente = (etat.attente[subject] ??= {});
  attente[Number(evenement.sequence)] = evenement;
  for (let rang = (etat.rangs[subject] ?? 0) + 1; rang in attente; rang += 1) {
    etat.rangs[subject] = rang;
    traiter(attente[rang]);
    delete attente[rang];
  }
}

const TRAITEMENTS = {
  "avis.technique": avis,
  "dossier.confie": confie,
  "dossier.retire": retire,
  "decision.a_verifier": aVerifier,
};

function traiter(evenement) {
  const nom = evenement.type.replace(/^fr\.relais\./, "").replace(/\.v1$/, "");
  if (nom in TRAITEMENTS) TRAITEMENTS[nom](evenement);
  else console.error(`passé : ${evenement.type}, rien à faire`);
}

// Un dossier est proposé : il est pris si un acte du contrat le confie, sinon refusé ; accepté, il est décidé (--complet).
function confie({ subject, causationid, data }) {
  const cause = [subject, causationid];
  const estANous = data.acte === null || actes.has(data.acte);
  if (data.etat === "proposee" && estANous) preparer("transmission.acceptee", cause, { date: aujourdhui() });
  else if (data.etat === "proposee") {
    const competent = data.demande.guichet ?? options.competent;
    const selonLui = competent === undefined ? {} : { competent_selon_lui: competent };
    preparer("transmission.refusee", cause, { date: aujourdhui(), motif: "incompetent_matiere", ...selonLui });
  } else if (options.complet && data.fonctions.includes("DECIDER") && data.acte !== null) {
    const organe = ORGANES[acteur.nature] ?? "conseil_administration";
    const signataire = { acteur: acteur.id, fonction: organe === "conseil_municipal" ? "maire" : "president" };
    preparer("decision.rendue", cause, { sens: "accord", date_decision: aujourdhui(), organe, signataire, acte: data.acte });
  }
}

// Le dossier n'est plus chez nous : ce qui n'a pas eu d'avis n'est plus republié ; confié à nouveau, il a sa réponse.
function retire({ subject }) {
  for (const publie of Object.values(etat.publies)) if (publie.dossier === subject) publie.avis ??= "retire";
}

// Notre décision est arrêtée : elle est retirée (--complet) ; quelqu'un décidera.
function aVerifier({ subject, causationid, data }) {
  if (options.complet && data.acteur === acteur.id) preparer("decision.retiree", [subject, causationid], { date: aujourdhui() });
}

// La réponse technique : l'événement ne sera plus publié ; un refus est gardé pour quelqu'un.
function avis({ data }) {
  // Refusé pour identité, le hub n'en garde rien, pas même l'id : sa place le désigne.
  const parPlace = ([, publie]) => publie.place === String(data.origine.offset);
  const id = data.evenement_id ?? Object.entries(etat.publies).find(parPlace)?.[0];
  if (!(id in etat.publies)) return;
  etat.publies[id].avis ??= data.statut;
  if (data.statut !== "non_conforme") return;
  const rejet = { id, code: data.code, champ: data.champ ?? null, phrase: data.phrase };
  appendFileSync(join(dossier, "rejets.jsonl"), `${JSON.stringify(rejet)}\n`);
}

// -- publier -------------------------------------------------------------------

// Noter un événement à publier ; le même à nouveau n'est rien.
function preparer(nom, cause, data) {
  const id = createHash("sha256").update([...cause, nom].join("\n")).digest("hex").slice(0, 40);
  if (id in etat.publies) return;
  const type = `fr.relais.${nom}.v1`;
  const source = `urn:relais:acteur:${acteur.id}`;
  const time = new Date().toISOString();
  const octets = JSON.stringify({ specversion: "1.0", id, source, type, subject: cause[0], time, datacontenttype: "application/json", data });
  etat.publies[id] = { octets, dossier: cause[0], aPartirDe: 0, fois: 0, place: null, avis: null };
}

// Publier ce qui attend un avis depuis assez longtemps, les mêmes octets, de moins en moins souvent.
async function publier(producteur) {
  for (const publie of Object.values(etat.publies)) {
    if (publie.avis !== null || publie.aPartirDe > Date.now()) continue;
    const headers = { "content-type": "application/cloudevents+json; charset=UTF-8" };
    const messages = [{ key: publie.dossier, value: publie.octets, headers }];
    const [livre] = await producteur.send({ topic: `from.${acteur.id}`, acks: -1, messages });
    publie.place = livre.baseOffset;
    publie.aPartirDe = Date.now() + Number(options["republier-apres"]) * 1000 * 2 ** Math.min(publie.fois, 6);
    publie.fois += 1;
    garder();
  }
}

function aujourdhui() {
  return new Intl.DateTimeFormat("fr-CA", { timeZone: "Europe/Paris" }).format(new Date());
}

// -- se connecter --------------------------------------------------------------

// Les options de librdkafka.conf, telles que kafkajs les attend.
function connexion() {
  const conf = Object.fromEntries(lire("librdkafka.conf").split("\n").filter(Boolean).map((ligne) => ligne.split(/=(.*)/s)));
  const fichier = (nom) => (conf[nom] === undefined ? undefined : lire(conf[nom]));
  const protocole = conf["security.protocol"] ?? "PLAINTEXT";
  const ssl = protocole.endsWith("SSL") && {
    ca: fichier("ssl.ca.location"), cert: fichier("ssl.certificate.location"), key: fichier("ssl.key.location"),
  };
  const sasl = protocole.startsWith("SASL_")
    ? { mechanism: conf["sasl.mechanism"].toLowerCase(), username: conf["sasl.username"], password: conf["sasl.password"] }
    : undefined;
  return { clientId: `${acteur.id}.main`, brokers: conf["bootstrap.servers"].split(","), ssl: ssl || undefined, sasl, logLevel: logLevel.ERROR };
}

const kafka = new Kafka(connexion());
const producteur = kafka.producer({ allowAutoTopicCreation: false });
const lecteur = kafka.consumer({ groupId: `${acteur.id}.main`, readUncommitted: false, sessionTimeout: 10_000 });
await producteur.connect();
await lecteur.connect();
await lecteur.subscribe({ topic: `to.${acteur.id}`, fromBeginning: true });
if (options.deposer !== undefined) {
  const demande = JSON.parse(readFileSync(options.deposer, "utf8"));
  preparer("demande.deposee", [demande.reference, "depot"], demande.data);
  garder();
}

let enMarche = true;
let enCours = Promise.resolve();
// Un seul travail à la fois : recevoir et republier se partagent ce que le client sait.
const chacunSonTour = (travail) => (enCours = enCours.then(travail));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => (enMarche = false));

await lecteur.run({
  autoCommit: false,
  eachMessage: ({ topic, partition, message }) =>
    chacunSonTour(async () => {
      recevoir(message);
      garder();
      await lecteur.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
      await publier(producteur);
    }),
});
while (enMarche) {
  await new Promise((suite) => setTimeout(suite, 300));
  await chacunSonTour(() => publier(producteur));
}
await lecteur.disconnect();
await producteur.disconnect();
