#!/usr/bin/env bash
# Client d'exemple de Relais, en shell (kcat et jq) : il lit sa boîte, répond à ce qui lui est confié, ne perd rien, ne fait rien deux fois.
#
#   apt-get install kcat jq
#   bash client.sh [DOSSIER] [--complet] [--deposer DEMANDE.json]
#
# DOSSIER est celui que la commune remet (librdkafka-certificat.conf ou librdkafka.conf, contrat.json) ; par défaut le dossier courant. Le kcat de
# Debian se connecte par certificat ; par mot de passe il lui faut librdkafka 2.6.1. SIGTERM ou Ctrl-C l'arrête ; un arrêt brutal ne perd rien.
# Ce qu'il sait est dans DOSSIER/etat, ce que le hub a refusé dans DOSSIER/rejets.jsonl. REPUBLIER_APRES (secondes, 10) : sans avis.
#
# 1. kcat ne sait pas dire « c'est fait » message par message : la position est donc un fichier d'ici, qui n'avance qu'une fois le message traité.
# 2. Un événement est republié, les mêmes octets sous le même id, jusqu'à son avis technique ; ensuite plus jamais.
# 3. L'id d'une réponse est tiré de ce à quoi elle répond : redémarrer ou relire donne le même.
# 4. Les messages d'un dossier sont traités dans l'ordre de sequence ; ce qui saute un numéro attend.
set -euo pipefail
COMPLET='' DEMANDE='' DOSSIER=.
while [ $# -gt 0 ]; do
    case "$1" in
    --complet) COMPLET=oui ;;
    --deposer) DEMANDE=$(cat "$2") && shift ;;
    *) DOSSIER=$1 ;;
    esac
    shift
done
cd "$DOSSIER"
REPUBLIER_APRES=${REPUBLIER_APRES:-10}
MOI=$(jq -r '.info["x-acteur"].id' contrat.json)
CONF=librdkafka.conf
[ -f librdkafka-certificat.conf ] && CONF=librdkafka-certificat.conf
mkdir -p etat/lus etat/rangs etat/attente etat/publies

# Un fichier a tout son contenu ou n'existe pas.
ecrire() { cat >"$1.neuf" && mv "$1.neuf" "$1"; }

# preparer TYPE SUJET CAUSE DONNEES : noter un événement à publier ; le même à nouveau n'est rien.
preparer() {
    local id
    id=$(printf '%s\n%s\n%s' "$2" "$3" "$1" | sha256sum | cut -c1-40)
    [ -e "etat/publies/$id" ] && return
    jq -nc --arg id "$id" --arg source "urn:relais:acteur:$MOI" --arg type "fr.relais.$1.v1" --arg subject "$2" \
        --arg time "$(date +%Y-%m-%dT%H:%M:%S%:z)" --argjson data "$4" \
        '{specversion: "1.0", $id, $source, $type, $subject, $time, datacontenttype: "application/json", $data}' | ecrire "etat/publies/$id"
}

# Un dossier est proposé : il est pris si un acte du contrat le confie, sinon refusé ; accepté, il est décidé (--complet).
confie() {
    local sujet cause etat
    sujet=$(jq -r .subject <<<"$1") cause=$(jq -r .causationid <<<"$1") etat=$(jq -r .data.etat <<<"$1")
    if [ "$etat" = proposee ] && jq -e --slurpfile contrat contrat.json "$EST_A_NOUS" <<<"$1" >/dev/null; then
        preparer transmission.acceptee "$sujet" "$cause" "$(jq -nc --arg date "$(aujourdhui)" '{$date}')"
    elif [ "$etat" = proposee ]; then
        preparer transmission.refusee "$sujet" "$cause" "$(jq -c --arg date "$(aujourdhui)" --arg sinon "${COMPETENT:-}" "$REFUS" <<<"$1")"
    elif [ -n "$COMPLET" ] && jq -e '.data | .acte != null and any(.fonctions[]; . == "DECIDER")' <<<"$1" >/dev/null; then
        preparer decision.rendue "$sujet" "$cause" "$(jq -c --arg date "$(aujourdhui)" --slurpfile contrat contrat.json "$DECISION" <<<"$1")"
    fi
}
aujourdhui() { TZ=Europe/Paris date +%F; }
EST_A_NOUS='.data.acte as $a | $a == null or any($contrat[0].info["x-acteur"].actes[]; . == $a)'
REFUS='{$date, motif: "incompetent_matiere", competent_selon_lui: (.data.demande.guichet // $sinon)} | del(.competent_selon_lui | select(. == ""))'
# L'organe qui décide, par nature d'acteur ; un CCAS décide par son conseil d'administration.
DECISION='$contrat[0].info["x-acteur"] as $moi
    | ({association: "conseil_association", departement: "president_conseil_departemental", commune: "conseil_municipal"}[$moi.nature]
        // "conseil_administration") as $organe
    | (if $organe == "conseil_municipal" then "maire" else "president" end) as $fonction
    | {sens: "accord", date_decision: $date, $organe, signataire: {acteur: $moi.id, $fonction}, acte: .data.acte}'

# Notre décision est arrêtée : elle est retirée (--complet).
a_verifier() {
    [ -n "$COMPLET" ] && [ "$(jq -r .data.acteur <<<"$1")" = "$MOI" ] || return 0
    preparer decision.retiree "$(jq -r .subject <<<"$1")" "$(jq -r .causationid <<<"$1")" "$(jq -nc --arg date "$(aujourdhui)" '{$date}')"
}

# La réponse technique : l'événement ne sera plus publié ; un refus est gardé pour quelqu'un.
avis() {
    local id
    id=$(jq -r '.data.evenement_id // empty' <<<"$1")
    # Refusé pour identité, le hub n'en garde rien, pas même l'id : sa place le désigne.
    [ -n "$id" ] || id=$(grep -lx "$(jq -r .data.origine.offset <<<"$1")" etat/publies/*.place 2>/dev/null | head -n 1 | xargs -r basename -s .place)
    [ -n "$id" ] && [ -e "etat/publies/$id" ] || return 0
    [ "$(jq -r .data.statut <<<"$1")" != non_conforme ] || jq -c '.data | {id: .evenement_id, code, champ, phrase}' <<<"$1" >>rejets.jsonl
    jq -r .data.statut <<<"$1" | ecrire "etat/publies/$id.avis"
}

# Le dossier n'est plus chez nous : ce qui n'a pas eu d'avis n'est plus republié ; confié à nouveau, il a sa réponse.
retire() {
    local fichier
    for fichier in etat/publies/*; do
        [[ $fichier == *.* || $fichier == *'*' || -e $fichier.avis ]] && continue
        [ "$(jq -r .subject "$fichier")" != "$1" ] || echo retire | ecrire "$fichier.avis"
    done
}

traiter() {
    case "$(jq -r .type <<<"$1")" in
    fr.relais.avis.technique.v1) avis "$1" ;;
    fr.relais.dossier.confie.v1) confie "$1" ;;
    fr.relais.decision.a_verifier.v1) a_verifier "$1" ;;
    fr.relais.dossier.retire.v1) retire "$(jq -r .subject <<<"$1")" ;;
    *) echo "passé : $(jq -r .type <<<"$1"), rien à faire" >&2 ;;
    esac
}

recevoir() {
    local id sujet rang
    if ! id=$(jq -er '.id' <<<"$1" 2>/dev/null); then
        echo "passé : ce n'est pas un événement" >&2
        return
    fi
    id=$(printf %s "$id" | sha256sum | cut -c1-40)
    [ -e "etat/lus/$id" ] && return # déjà traité : relire ne fait rien
    sujet=$(jq -r .subject <<<"$1")
    if [[ $sujet != dos_* ]]; then
        traiter "$1"
    else
        printf '%s' "$1" | ecrire "etat/attente/$sujet.$(jq -r .sequence <<<"$1")"
        rang=$(($(cat "etat/rangs/$sujet" 2>/dev/null || echo 0) + 1))
        while [ -e "etat/attente/$sujet.$rang" ]; do
            traiter "$(cat "etat/attente/$sujet.$rang")"
            echo "$rang" | ecrire "etat/rangs/$sujet"
            rm -f "etat/attente/$sujet.$rang"
            rang=$((rang + 1))
        done
    fi
    : >"etat/lus/$id"
}

# Publier ce qui attend un avis depuis assez longtemps, les mêmes octets.
publier() {
    local fichier id sujet
    for fichier in etat/publies/*; do
        id=$(basename "$fichier")
        [[ $id == *.* || $id == '*' ]] && continue
        [ -e "$fichier.avis" ] && continue
        [ -e "$fichier.fois" ] && [ $(($(date +%s) - $(stat -c %Y "$fichier.fois"))) -lt "$REPUBLIER_APRES" ] && continue
        sujet=$(jq -r .subject "$fichier")
        kcat -F "$CONF" -P -t "from.$MOI" -k "$sujet" -H 'content-type=application/cloudevents+json; charset=UTF-8' "$fichier" 2>>etat/kcat.log || continue
        : >"$fichier.fois"
    done
}

# Une demande de ce guichet : {"reference": ..., "data": {...}} ; la même référence, déposée deux fois, est une seule demande.
[ -z "$DEMANDE" ] || preparer demande.deposee "$(jq -r .reference <<<"$DEMANDE")" depot "$(jq -c .data <<<"$DEMANDE")"

# Lire jusqu'au bout ce que Kafka a validé, une ligne un message : sa position, puis lui ; tant que celui qui a lancé ce travail est là.
travailler() {
    local depuis position message
    while kill -0 $$ 2>/dev/null; do
        depuis=$(cat etat/position 2>/dev/null || echo beginning)
        while IFS=' ' read -r position message; do
            [[ $position =~ ^[0-9]+$ ]] || continue # la suite d'un message de plusieurs lignes : le hub n'en écrit pas
            recevoir "$message"
            echo $((position + 1)) | ecrire etat/position
            publier
        done < <(kcat -F "$CONF" -C -t "to.$MOI" -p 0 -o "$depuis" -e -q -X isolation.level=read_committed -f '%o %s\n' 2>>etat/kcat.log)
        publier
        sleep 0.5
    done
}

# Un enfant travaille, celui-ci attend : reçu au milieu d'un $(...), un signal laisse bash 5.2 incapable de lire ce que trap lui dit de faire.
travailler &
TRAVAIL=$!
trap 'kill $TRAVAIL 2>/dev/null || true; exit 0' TERM INT
wait $TRAVAIL
