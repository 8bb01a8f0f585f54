"""Registry files: every record is read with its file and line, and what cannot be read is named, never guessed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub.core.registry_findings import Rule
from hub.errors import RegistryFolderRefused
from hub.registry.files import Place, load_folder, read_folder

ACTOR = "- {genre: acteur, id: ccas, nature: ccas, nom: CCAS}\n"
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
AID = "- {genre: aide, code: AIDE, libelle: A, domaine: d, nature: facultative, decide: d, guichet: g, base: b}\n"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """A file of the folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def sentence(folder: Path, text: str | bytes) -> str:
    """What is said of the one thing that cannot be read in `text`."""
    write(folder, "a.yaml", text)
    ((finding, place),) = read_folder(folder).unreadable
    assert finding.rule is Rule.ENREGISTREMENT_ILLISIBLE
    return f"{place.line}: {finding.explanation}"


def test_records_are_read_in_the_order_of_files_with_their_lines(tmp_path: Path) -> None:
    """Sub-folders too; other files and empty ones are no registry."""
    second = write(tmp_path, "z/b.yaml", "# comment\n\n" + AID)
    first = write(tmp_path, "a.yaml", ACTOR + "\n" + ACTOR.replace("ccas", "cias"))
    write(tmp_path, "empty.yaml", "# nothing yet\n")
    write(tmp_path, "notes.md", "- nothing")
    read = read_folder(tmp_path)
    assert [getattr(record, "id", None) for record in read.records] == ["ccas", "cias", None]
    assert read.places == {
        ("acteur", "ccas"): (Place(str(first), 1),),
        ("acteur", "cias"): (Place(str(first), 3),),
        ("aide", "AIDE"): (Place(str(second), 3),),
    }
    assert load_folder(tmp_path) == list(read.records)


def test_a_finding_has_the_places_of_its_records(tmp_path: Path) -> None:
    """A record described twice has both."""
    one, two = write(tmp_path, "a.yaml", ACTOR), write(tmp_path, "b.yaml", ACTOR)
    ((finding, places),) = read_folder(tmp_path).findings(NOW)
    assert finding.rule is Rule.ENREGISTREMENT_EN_DOUBLE
    assert places == (Place(str(one), 1), Place(str(two), 1))


def test_what_cannot_be_read_comes_first_and_hides_nothing(tmp_path: Path) -> None:
    """The other records are read and checked all the same."""
    write(tmp_path, "a.yaml", "- {genre: acteur}\n" + ACTOR + ACTOR)
    rules = [finding.rule for finding, _ in read_folder(tmp_path).findings(NOW)]
    assert rules == [Rule.ENREGISTREMENT_ILLISIBLE, Rule.ENREGISTREMENT_EN_DOUBLE]
    with pytest.raises(RegistryFolderRefused, match=r"a\.yaml:1"):
        load_folder(tmp_path)


def test_an_unknown_or_missing_field_is_named(tmp_path: Path) -> None:
    """With the record it is in."""
    said = sentence(tmp_path, ACTOR + "- {genre: acteur, id: cias, nature: cias, name: CIAS}\n")
    assert said == "2: cias : nom : ce champ manque ; name : ce champ n'existe pas."


def test_a_wrong_value_is_named_by_its_path(tmp_path: Path) -> None:
    """Down to the element of a list."""
    said = sentence(tmp_path, "- {genre: commune, slug: c, nom: C, population: 1, relations: [], cog: [{code: abc}]}\n")
    assert said == "1: c : cog.0.code : code commune invalide."


def test_a_date_is_a_date(tmp_path: Path) -> None:
    """The 30th of February is named, and a date is read as one."""
    assert "du : une date s'écrit AAAA-MM-JJ" in sentence(tmp_path, ACTOR.replace("}", ", du: '2024-02-30'}"))
    write(tmp_path, "a.yaml", ACTOR.replace("}", ", du: 2024-02-29}"))
    (record,) = load_folder(tmp_path)
    assert getattr(record, "du", None) == date(2024, 2, 29)


def test_an_impossible_yaml_date_is_named(tmp_path: Path) -> None:
    """Even where YAML itself would read a date."""
    assert sentence(tmp_path, "- {genre: acteur, id: ccas, nature: ccas, nom: CCAS, du: 2024-02-30}\n").startswith("1: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {genre: decret}\n", "genre inconnu"),
        ("- {id: ccas}\n", "genre : ce champ manque"),
        ("- ccas\n", "1: "),
        ("acteur: ccas\n", "n'est pas une liste"),
        ("- {genre: acteur, id: a, id: b, nature: ccas, nom: C}\n", "la clé « id » est écrite deux fois"),
        ("- {genre: acteur, id: a, nature: ccas, nom: C, identites: [{genre: siren, valeur: '1', valeur: '2'}]}\n", "« valeur »"),
        ("- {genre: version, version: 1, empreinte: e, enregistre_le: e}\n", "jamais à la main"),
        (ACTOR + "- {genre: [\n", "YAML"),
        (b"- \xff\n", "YAML"),
        ("- !!python/name:os.system {}\n", "YAML"),
        ("- &self [*self]\n", "YAML"),
    ],
)
def test_what_is_no_record_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    """With a sentence that says what it is not."""
    assert said in sentence(tmp_path, text)


def test_a_folder_without_a_registry_is_refused(tmp_path: Path) -> None:
    """Absent or empty."""
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(RegistryFolderRefused, match="aucun fichier"):
            read_folder(folder)
