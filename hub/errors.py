"""Every fault the hub can raise: whose it is, its stable code, its sentence and its cure.

HubFault
├── StartFault            HUB-1xxx  ours, before anything runs
│   ├── UnknownSetting         1001
│   ├── InvalidSetting         1002
│   ├── KeyRefused             1003
│   ├── KeyRequired            1004
│   ├── KeyGivenElsewhere      1005
│   ├── KafkaCannotBeStarted   1010
│   ├── JavaRefused            1011
│   ├── JarsRefused            1012
│   ├── JarsNotFetched         1013
│   ├── KafkaFolderBusy        1014
│   ├── KafkaPortTaken         1015
│   ├── KafkaDidNotStart       1016
│   ├── KafkaNotOurs           1017
│   ├── KafkaIsUp              1018
│   ├── TopicsRefused          1020
│   ├── RegistryFolderRefused  1021
│   ├── RegistryRefused        1022
│   ├── InboxesMissing         1023
│   ├── RegistryNotLoaded      1024
│   ├── RegistryNotKnownYet    1025
│   ├── CasesWouldMove         1027
│   ├── VersionUnknown         1028
│   ├── CommuneUnknown         1029
│   ├── ReadModelAbsent        1030
│   ├── ReadModelForeign       1031
│   ├── ReadModelBusy          1032
│   ├── LogUnreadable          1033
│   ├── ManagementPortTaken    1034
│   ├── WorkerNameTaken        1040
│   ├── LaneNotBlockedThere    1041
│   ├── ReasonRefused          1042
│   ├── NothingToResend        1043
│   ├── PackageMissing         1044
│   ├── AuthorityRefused       1045
│   ├── PartnerRefused         1046
│   ├── HubAtWork              1047
│   ├── NoPartnerTopics        1048
│   ├── DemoRunning            1050
│   ├── DemoNeedsNewHub        1051
│   ├── DemoProcessFailed      1052
│   ├── SimulationStands       1053
│   ├── NoContract             1060
│   ├── NoRegistryClient       1061
│   └── SchemasRefused         1062
├── SenderFault           HUB-2xxx  who publishes to the hub
│   ├── SheetUnreadable        2001
│   ├── OutboxAbsent           2002
│   └── RejectionsUnwritten    2003
├── ReceiverFault         HUB-3xxx  who reads from the hub
└── BrokerFault           HUB-4xxx  Kafka, or the way to it
    ├── BrokerSilent           4001
    └── BrokerRefused          4002

Rules:
1. A fault is for the edge of the program and for bugs; a bad event is a value (`schemas.codes.Code`), never one of these.
2. The docstring is the message: its first paragraph says what is wrong, the second, if any, what to do. `{names}` are filled when raised.
3. A code, once published, keeps its meaning for ever.
"""

import inspect
from functools import partial
from typing import Any, ClassVar

EXIT_REFUSED = 1
EXIT_USAGE = 2


class HubFault(Exception):  # noqa: N818 -- a fault says whose it is; `Error` would say nothing more
    """Something the hub cannot go on with."""

    code: ClassVar[str] = "HUB-0000"
    exit_code: ClassVar[int] = EXIT_REFUSED

    def __init__(self, **facts: object) -> None:
        """Fill the docstring with `facts`."""
        self.facts = facts
        sentence, _, cure = inspect.cleandoc(type(self).__doc__ or type(self).__name__).partition("\n\n")
        self.sentence = " ".join(sentence.split()).format_map(facts)
        self.cure = " ".join(cure.split()).format_map(facts)
        super().__init__(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """A fault passes from one process to another with its facts."""
        return partial(type(self), **self.facts), ()

    def __str__(self) -> str:
        """One line: code, sentence, cure."""
        return " ".join(part for part in (f"{self.code}:", self.sentence, self.cure) if part)


class StartFault(HubFault):
    """Ours: found before anything runs."""

    code = "HUB-1000"


class SenderFault(HubFault):
    """Who publishes to the hub is at fault."""

    code = "HUB-2000"


class ReceiverFault(HubFault):
    """Who reads from the hub is at fault."""

    code = "HUB-3000"


class BrokerFault(HubFault):
    """Kafka, or the way to it, is at fault."""

    code = "HUB-4000"


class UnknownSetting(StartFault):
    """{name} is not a setting of the hub.

    Did you mean {nearest}? `hub settings` lists them all.
    """

    code = "HUB-1001"
    exit_code = EXIT_USAGE


class InvalidSetting(StartFault):
    """{name} cannot be used: {reason}."""

    code = "HUB-1002"
    exit_code = EXIT_USAGE


class KeyRefused(StartFault):
    """The key in {place} cannot be used: {reason}.

    A key is 64 hexadecimal digits; a key file is readable by its owner alone (chmod 600).
    """

    code = "HUB-1003"


class KeyRequired(StartFault):
    """{name} is not set and no key may be invented for a Kafka that other machines share: each would name the same dossier differently.

    Set {name} to the same 64 hexadecimal digits everywhere (`openssl rand -hex 32` makes them).
    """

    code = "HUB-1004"


class KeyGivenElsewhere(StartFault):
    """{name} holds the keys: no file of this machine can be rotated.

    Add a blank and {day}=DIGITS to {name} (`openssl rand -hex 32` makes them), the same everywhere, and start every worker before that day.
    """

    code = "HUB-1005"


class KafkaCannotBeStarted(StartFault):
    """No local Kafka can be started: {reason}.

    Type: {first} ; {second}
    """

    code = "HUB-1010"


class JavaRefused(StartFault):
    """{place} names {path}, which is not a Java of version {wanted} or later: {found}.

    Point {place} to one, or unset it.
    """

    code = "HUB-1011"


class JarsRefused(StartFault):
    """The jars in {folder} are not those this hub was made for: {difference}.

    Remove that folder and run `hub kafka up` again: they will be fetched anew.
    """

    code = "HUB-1012"


class JarsNotFetched(StartFault):
    """Maven could not fetch the jars of Kafka: {reason}.

    Check that `mvn` reaches a repository, then run `hub kafka up` again.
    """

    code = "HUB-1013"


class KafkaFolderBusy(StartFault):
    """Another Kafka (process {pid}) uses {folder}.

    Run `hub kafka down` first, or set HUB_DATA_DIR to another folder.
    """

    code = "HUB-1014"


class KafkaPortTaken(StartFault):
    """Port {port} of 127.0.0.1 is taken by another program.

    Free it, or choose no port and a free one is found.
    """

    code = "HUB-1015"


class KafkaDidNotStart(StartFault):
    """Kafka did not start: {last_line}.

    The whole story is in {log}.
    """

    code = "HUB-1016"


class KafkaNotOurs(StartFault):
    """HUB_KAFKA__BOOTSTRAP_SERVERS points to {bootstrap}, which this command did not start and does not touch.

    Unset it to work with the local Kafka.
    """

    code = "HUB-1017"


class KafkaIsUp(StartFault):
    """Kafka is running (process {pid}): its data cannot be removed under it.

    Run `hub kafka down` first, then `hub kafka up --fresh`.
    """

    code = "HUB-1018"


class TopicsRefused(StartFault):
    """The topics are not those this hub was made for: {difference}.

    See `hub topics plan`. A missing topic is made by `hub topics apply`; a partition count never changes on a living topic.
    """

    code = "HUB-1020"


class RegistryFolderRefused(StartFault):
    """{file} cannot be read as a registry file: {reason}."""

    code = "HUB-1021"


class RegistryRefused(StartFault):
    """The registry is not loaded: {count} faults, the first of which is: {first}.

    `hub registry check` names them all, each with its file, its line and its cure.
    """

    code = "HUB-1022"


class InboxesMissing(StartFault):
    """The registry is not loaded: {count} topics of its actors do not exist, the first of which is {first}.

    Make them with `hub registry load --apply-topics`, or with `hub topics apply --registry FOLDER`.
    """

    code = "HUB-1023"


class RegistryNotLoaded(StartFault):
    """No version of the registry is in force on {topic}.

    Load one with `hub registry load`.
    """

    code = "HUB-1024"


class RegistryNotKnownYet(StartFault):
    """No version of the registry was recorded by {known_at}: the first is version {version}, recorded {recorded}.

    `hub registry show` lists the versions; without --known-at the answer comes from the registry files.
    """

    code = "HUB-1025"


class CasesWouldMove(StartFault):
    """The registry is not loaded: {moved} open cases would move, and {confirmed} were confirmed.

    `hub registry preview` says which and to whom; then give `--confirm {moved}`.
    """

    code = "HUB-1027"


class VersionUnknown(StartFault):
    """Version {version} of the registry was never applied.

    `hub registry show` lists those that were.
    """

    code = "HUB-1028"


class CommuneUnknown(StartFault):
    """--commune: « {name} » is neither the slug nor the COG code of a commune of the registry on {day}.

    The nearest is « {nearest} ». A commune that is missing is a record `genre: commune` to add.
    """

    code = "HUB-1029"


class ReadModelAbsent(StartFault):
    """There is no read model at {path} yet.

    `hub projector` builds it from hub.journal and keeps it up to date.
    """

    code = "HUB-1030"


class ReadModelForeign(StartFault):
    """The read model at {path} cannot be used: {reason}.

    Nothing in it is the only copy: `hub projector --rebuild` makes it anew from the logs.
    """

    code = "HUB-1031"


class ReadModelBusy(StartFault):
    """Another projector keeps the read model at {path}.

    One is enough: stop it first, or set HUB_DATA_DIR to another folder.
    """

    code = "HUB-1032"


class LogUnreadable(StartFault):
    """{place} cannot be read by this program: {reason}.

    Nothing was skipped. It was written by a newer hub, or by something that is not the hub: run that version, or look at the record.
    """

    code = "HUB-1033"


class ManagementPortTaken(StartFault):
    """The management address {host}:{port} cannot be used: {reason}.

    Choose another port with --metrics-port, or 0 for a free one.
    """

    code = "HUB-1034"


class WorkerNameTaken(StartFault):
    """A worker named {name} runs already on this machine.

    Give this one another name (`hub worker --name`): two with one name would throw each other out of the group for ever.
    """

    code = "HUB-1040"


class DemoRunning(StartFault):
    """A demonstration runs already in {folder}.

    End it, or set HUB_DATA_DIR to another folder.
    """

    code = "HUB-1050"


class DemoNeedsNewHub(StartFault):
    """A hub has already worked on the Kafka at {bootstrap}: the demonstration counts from the beginning and would count that too.

    Unset HUB_KAFKA__BOOTSTRAP_SERVERS (the demonstration then starts a Kafka of its own), or name one without hub.* records.
    """

    code = "HUB-1051"


class DemoProcessFailed(StartFault):
    """A process of the demonstration failed: {name} (exit code {code}).

    What it said is in {log}.
    """

    code = "HUB-1052"


class SimulationStands(StartFault):
    """The simulation does not go on: after {seconds} s these have not come to their end: {places}.

    A worker that ends again and again says why in its log, in the folder `journaux` of the simulation's data.
    """

    code = "HUB-1053"


class NoContract(StartFault):
    """--partner: there is no contract with « {name} »: {reason}.

    {cure}
    """

    code = "HUB-1060"


class NoRegistryClient(StartFault):
    """The client of a schema registry is not installed: {name} is missing.

    Install the extra: pip install 'relais[registry]'
    """

    code = "HUB-1061"


class SchemasRefused(StartFault):
    """The schema registry at {url} did not take {sujet}: {reason}.

    What was registered before it stays; publish again once the registry answers.
    """

    code = "HUB-1062"


class LaneNotBlockedThere(StartFault):
    """The lane of partition {partition} does not stand blocked at offset {offset}: {standing}. Nothing was changed.

    `hub lanes` names the offset of each blocked lane.
    """

    code = "HUB-1041"


class ReasonRefused(StartFault):
    """A reason is one word of small letters, digits and dashes, at most {reason_chars_max} characters: no free text goes on any topic.

    For example: --reason defaut-signale-4512
    """

    code = "HUB-1042"
    exit_code = EXIT_USAGE


class NothingToResend(StartFault):
    """This dead letter cannot be sent again: {reason}.

    `hub rejected show` says what it is.
    """

    code = "HUB-1043"


class PackageMissing(StartFault):
    """This needs the Python package {package}, which is not installed.

    Type: pip install 'relais[{extra}]'
    """

    code = "HUB-1044"


class AuthorityRefused(StartFault):
    """The certificate authority cannot be used: {reason}.

    HUB_PARTNERS__CA_CERTIFICATE_FILE and HUB_PARTNERS__CA_KEY_FILE name its certificate and its key, both PEM.
    `hub kafka up --secure` makes one for the local Kafka.
    """

    code = "HUB-1045"


class PartnerRefused(StartFault):
    """Nothing was changed for {actor}: {reason}.

    {cure}
    """

    code = "HUB-1046"


class HubAtWork(StartFault):
    """A hub works on the Kafka at {bootstrap} ({count} in its intake): its answers and the kit's would reach the same client.

    Stop its workers, or use a sandbox of its own: `hub kafka up` with another HUB_DATA_DIR.
    """

    code = "HUB-1047"


class NoPartnerTopics(StartFault):
    """The Kafka at {bootstrap} has no topic {topics} for {actor}.

    Make them with `hub partner add {actor}` (secured), or `hub registry load --apply-topics`.
    """

    code = "HUB-1048"


class SheetUnreadable(SenderFault):
    """Rien n'a été déposé de {file}.

    {reasons}
    """

    code = "HUB-2001"
    exit_code = EXIT_USAGE


class OutboxAbsent(SenderFault):
    """Rien n'a été déposé : l'acteur {actor} n'a pas de canal {topic}.

    Vérifiez l'identifiant, et que le registre donne à cet acteur le canal kafka (`hub registry load --apply-topics`).
    """

    code = "HUB-2002"


class RejectionsUnwritten(SenderFault):
    """Le fichier de rejets {file} ne peut être écrit : {reason}.

    Fermez-le dans le tableur, ou donnez-en un autre par --rejets, puis relancez la même commande : rien ne compte deux fois.
    """

    code = "HUB-2003"


class BrokerSilent(BrokerFault):
    """No Kafka answers at {bootstrap} within {seconds} s: {reason}.

    Start one with `hub kafka up`, or set HUB_KAFKA__BOOTSTRAP_SERVERS to one that runs.
    """

    code = "HUB-4001"


class BrokerRefused(BrokerFault):
    """Kafka at {bootstrap} refused to {action}: {reason}."""

    code = "HUB-4002"
