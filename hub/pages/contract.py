"""The page of a partner's contract: what its AsyncAPI document says, for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hub.core.asyncapi import BINARY
from hub.pages.page import Part, Table, page

Content = Mapping[str, Any]

_COLUMNS = ("champ", "obligatoire", "forme", "ce que c'est")
_FORMS = {"string": "texte", "integer": "nombre entier", "boolean": "vrai ou faux", "object": "objet", "null": "null", "array": "liste"}
_BOUNDS = {"pattern": "de forme", "minimum": "au moins", "maximum": "au plus", "maxLength": "en caractères, au plus"}


def contract_page(content: Content) -> str:
    """The page made from the document alone, so that it says nothing else."""
    parts = [
        Part("Ce que dit cette page", _opening(content)),
        Part("Se brancher", _connection(content)),
        Part("Ce que vous envoyez", (content["operations"]["deposer"]["description"],), _types(content, "depot")),
        Part("Ce que vous recevez", (content["operations"]["relever"]["description"],), _types(content, "boite")),
        Part("En-têtes Kafka", _modes(), [_headers(content)]),
        Part("Codes de l'avis technique", ("Chacun dit ce qui s'est passé, et quoi faire.",), [_codes(content)]),
    ]
    version = f"Contrat {content['info']['version']}, AsyncAPI {content['asyncapi']}"
    foot = f"{version} ; hub contract asyncapi écrit le même document pour les outils."
    return page(content["info"]["title"], parts, (foot,))


def _opening(content: Content) -> tuple[str, ...]:
    functions = ", ".join(content["info"]["x-acteur"]["fonctions"])
    return content["info"]["description"], f"Fonctions que le registre peut vous confier : {functions}."


def _connection(content: Content) -> tuple[str, ...]:
    channels = content["channels"]
    pattern = content["operations"]["relever"]["bindings"]["kafka"]["groupId"]["description"]
    return (
        f"• Vous publiez sur {channels['depot']['address']} : {channels['depot']['description']}",
        f"• Vous lisez {channels['boite']['address']} : {channels['boite']['description']}",
        f"• Groupe de lecture : {pattern}.",
        *(f"• {scheme['description']}" for scheme in content["components"]["securitySchemes"].values()),
        *(f"• Clé, {where} : {_key(content, channel)}." for where, channel in (("à l'envoi", "depot"), ("à la réception", "boite"))),
    )


def _key(content: Content, channel: str) -> str:
    first = next(iter(content["channels"][channel]["messages"]))
    key: str = content["components"]["messages"][first]["bindings"]["kafka"]["key"]["description"]
    return key


def _modes() -> tuple[str, ...]:
    return (
        "Structuré : content-type vaut application/cloudevents+json; charset=UTF-8, et tout l'événement est dans la valeur.",
        "Binaire, à l'envoi seulement : la valeur est le contenu, et chaque attribut CloudEvents est un en-tête :",
    )


def _headers(content: Content) -> Table:
    schema = content["components"]["schemas"]["entetes-binaires"]
    rows = [(name, _required(name, schema), "\n".join(_form(rule))) for name, rule in schema["properties"].items()]
    return Table("En-têtes du mode binaire", ("en-tête", "obligatoire", "forme"), rows)


def _types(content: Content, channel: str) -> list[Table]:
    """One table a type, of its fields."""
    names = [name for name in content["channels"][channel]["messages"] if not name.endswith(BINARY)]
    messages = [content["components"]["messages"][name] for name in names]
    return [
        Table(f"{one['name']} : {one['summary']}", _COLUMNS, list(_rows(content["components"]["schemas"][one["name"]]))) for one in messages
    ]


def _rows(schema: Content, above: str = "") -> Iterator[tuple[str, ...]]:
    """Each field, those of an object below it by their path."""
    for name, rule in schema["properties"].items():
        yield f"{above}{name}", _required(name, schema), "\n".join(_form(rule)), rule.get("description", "")
        for below in _objects(rule):
            yield from _rows(below, f"{above}{name}.")


def _required(name: str, schema: Content) -> str:
    return "oui" if name in schema.get("required", ()) else "non"


def _choices(rule: Content) -> Sequence[Content]:
    choices: Sequence[Content] = rule.get("anyOf", (rule,))
    return choices


def _objects(rule: Content) -> Iterator[Content]:
    for choice in _choices(rule):
        held = choice.get("items", choice)
        if "properties" in held:
            yield held


def _form(rule: Content) -> Iterator[str]:
    """What a value looks like, in words; that it may be null is said by `obligatoire`."""
    for choice in _choices(rule):
        if choice.get("type") == "null":
            continue
        if "const" in choice:
            yield f"{choice['const']}"
        elif "enum" in choice:
            yield ", ".join(choice["enum"])
        elif "items" in choice:
            yield from (f"liste : {form}" for form in _form(choice["items"]))
        else:
            yield _simple(choice)


def _simple(rule: Content) -> str:
    form = "jour (AAAA-MM-JJ)" if rule.get("format") == "date" else _FORMS[rule["type"]]
    return ", ".join((form, *(f"{words} {rule[name]}" for name, words in _BOUNDS.items() if name in rule)))


def _codes(content: Content) -> Table:
    return Table("Codes et phrases", ("code", "phrase"), [(one["code"], one["phrase"]) for one in content["x-codes"]])
