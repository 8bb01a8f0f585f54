"""The settings of every process of the hub, read once from `HUB_*` variables.

Rules:
1. `HUB_` then the field, `__` between levels: `HUB_KAFKA__BOOTSTRAP_SERVERS`. Every limit carries its unit last in its name.
2. An unknown `HUB_*` variable stops the start and names the nearest right one.
3. A variable set to nothing is a variable that is not set.
4. What goes where is registry data, never a setting.
5. A secret is given by a variable, or by the file that the variable with `_FILE` after its name points to; not by both.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from hub.errors import InvalidSetting, UnknownSetting

PREFIX = "HUB_"
NESTED = "__"
OF_A_FILE = "_FILE"
_SECRETS = ("HUB_CASE_KEY", "HUB_RECIPIENT_KEY", "HUB_KAFKA__SASL_PASSWORD", "HUB_SCHEMA_REGISTRY__PASSWORD")
KAFKA_VERSION = "4.3.1"
DEFAULT_BOOTSTRAP = "127.0.0.1:19092"

Folder = Annotated[Path, AfterValidator(Path.expanduser)]
Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
WorkerName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


class _Part(BaseModel):
    """What every group of settings shares."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KafkaSettings(_Part):
    """Which Kafka, how to reach it, and what topics are made with."""

    bootstrap_servers: str | None = Field(None, description="an existing Kafka; unset: the local one that `hub kafka up` started")
    session_timeout_ms: int = Field(6_000, ge=1_000, le=60_000, description="silence after which a worker's partitions move to another")
    transaction_timeout_ms: int = Field(60_000, ge=10_000, le=900_000, description="must stay above a broker's failover")
    request_timeout_ms: int = Field(30_000, ge=1_000, le=300_000, description="longest wait for one answer of the broker")
    answer_timeout_s: float = Field(10.0, gt=0, le=120, description="longest wait for a first answer, at a start or in a command")
    partitions: int = Field(12, ge=1, le=1_000, description="partitions of hub.* topics, fixed when they are made")
    replication_factor: int = Field(1, ge=1, le=9, description="copies of each topic; 3 on a real cluster")
    security_protocol: Protocol = Field("PLAINTEXT", description="how to speak to the broker")
    sasl_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = Field("SCRAM-SHA-512", description="used with SASL_* only")
    sasl_username: str | None = Field(None, description="used with SASL_* only")
    sasl_password: SecretStr | None = Field(None, description="used with SASL_* only")
    sasl_password_file: Folder | None = Field(None, description="a file that holds sasl_password")
    ca_file: Folder | None = Field(None, description="certificate authority of the broker (PEM), with *SSL only")
    certificate_file: Folder | None = Field(
        None, description="certificate of this hub (PEM), where the broker asks for one, with *SSL only"
    )
    key_file: Folder | None = Field(None, description="key of certificate_file (PEM)")
    cache_dir: Folder = Field(Path(f"~/.cache/relais/kafka-{KAFKA_VERSION}"), validate_default=True, description="jars of the local Kafka")

    @model_validator(mode="after")
    def _credentials_match_protocol(self) -> Self:
        given = self.sasl_username is not None and self.sasl_password is not None
        if self.security_protocol.startswith("SASL_") and not given:
            reason = "SASL needs sasl_username and sasl_password"
            raise ValueError(reason)
        if (self.certificate_file is None) != (self.key_file is None):
            reason = "certificate_file and key_file go together"
            raise ValueError(reason)
        return self


class PartnersSettings(_Part):
    """What `hub partner` hands to a partner, and what holds it back."""

    bootstrap_servers: str | None = Field(None, description="where partners reach Kafka with a password; unset: as the hub does")
    certificate_bootstrap_servers: str | None = Field(None, description="where partners reach Kafka with a certificate")
    ca_certificate_file: Folder | None = Field(None, description="authority that signs partners' certificates (PEM)")
    ca_key_file: Folder | None = Field(None, description="key of that authority (PEM), read by `hub partner` alone")
    produced_bytes_per_s: int = Field(262_144, ge=1_024, description="what one partner may publish; above it is slowed down")
    fetched_bytes_per_s: int = Field(1_048_576, ge=1_024, description="what one partner may read; above it is slowed down")
    asked_percent: int = Field(25, ge=1, le=1_000, description="of one broker thread's time that one partner's requests may take")


class SchemaRegistrySettings(_Part):
    """How `hub contract publish` is let in by the schema registry; its address is an argument."""

    user: str | None = Field(None, pattern=r"^[^:]+$", description="who publishes (HTTP Basic), where the registry asks")
    password: SecretStr | None = Field(None, description="goes with user")
    password_file: Folder | None = Field(None, description="a file that holds password")
    ca_file: Folder | None = Field(None, description="certificate authority of the registry (PEM); unset: those of the machine")

    @model_validator(mode="after")
    def _user_and_password_go_together(self) -> Self:
        if (self.user is None) != (self.password is None):
            reason = "user and password go together"
            raise ValueError(reason)
        return self


class WorkerSettings(_Part):
    """One worker process."""

    name: WorkerName = Field("worker-1", description="its static membership: two living workers never share a name")
    metrics_host: str = Field("127.0.0.1", description="address of /metrics, /livez and /readyz")
    metrics_port: int = Field(9464, ge=0, le=65_535, description="port of /metrics, /livez and /readyz; 0: a free one")


class LaneSettings(_Part):
    """Bounds of one lane."""

    facts_per_transaction_max: int = Field(500, ge=1, le=100_000, description="facts handled in one transaction")
    transaction_stuck_s: float = Field(20.0, gt=0, le=600, description="a transaction that runs for longer ends its process")
    opening_stuck_s: float = Field(30.0, gt=0, le=600, description="a lane whose opening gets no further for longer ends its process")
    clock_skew_max_s: float = Field(
        5.0, ge=0, le=300, description="clocks of brokers and workers differ by less; deadlines ring later by it"
    )
    watchdog_s: float = Field(60.0, gt=0, le=600, description="a process stuck for longer ends itself")


class HubSettings(_Part):
    """Everything that may differ between two installations of the same hub; building one reads no environment (see `load_settings`)."""

    clock: Literal["wall", "simulated"] = Field("wall", description="`simulated`: time is what `hub simulate` says it is; never in use")
    data_dir: Folder = Field(Path(".relais"), validate_default=True, description="read model, keys and local Kafka")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severity that is logged")
    java: Folder | None = Field(None, description="the java program for the local Kafka (17 or later)")
    case_key: SecretStr | None = Field(None, description="64 hexadecimal digits that name dossiers; unset: a file in data_dir")
    case_key_file: Folder | None = Field(None, description="a file that holds case_key")
    recipient_key: SecretStr | None = Field(
        None, description="64 hexadecimal digits that hide persons, then AAAA-MM-JJ=digits for each rotation; unset: a file in data_dir"
    )
    recipient_key_file: Folder | None = Field(None, description="a file that holds recipient_key")
    event_bytes_max: int = Field(262_144, ge=1_024, description="largest published event that is accepted")
    from_bytes_max: int = Field(1_572_864, ge=4_096, description="largest record a from.* topic takes")
    to_bytes_max: int = Field(1_572_864, ge=4_096, description="largest record a to.* topic takes")
    hub_bytes_max: int = Field(4_194_304, ge=65_536, description="largest record a hub.* topic takes")
    kafka: KafkaSettings = KafkaSettings()
    partners: PartnersSettings = PartnersSettings()
    schema_registry: SchemaRegistrySettings = SchemaRegistrySettings()
    worker: WorkerSettings = WorkerSettings()
    lane: LaneSettings = LaneSettings()

    @model_validator(mode="after")
    def _limits_fit_each_other(self) -> Self:
        if not self.event_bytes_max < self.from_bytes_max < self.hub_bytes_max:
            reason = "event_bytes_max < from_bytes_max < hub_bytes_max must hold"
            raise ValueError(reason)
        return self


def load_settings(environ: Mapping[str, str] | None = None) -> HubSettings:
    """Read the settings from the environment; raises UnknownSetting or InvalidSetting, which name the variable at fault."""
    given = os.environ if environ is None else environ
    _refuse_unknown(given)
    chosen = {name.upper(): given[name] for name in given if name.upper().startswith(PREFIX) and given[name] != ""}
    chosen |= _read_secrets(chosen)
    try:
        return HubSettings.model_validate(_nest(chosen))
    except ValidationError as refused:
        first = refused.errors()[0]
        raise InvalidSetting(name=variable_of(first["loc"]), reason=_reason(first["msg"])) from None


def variables() -> dict[str, str]:
    """Every variable the hub knows, with its description, in the order of the file."""
    return {variable_of(path): description for path, description in _fields(HubSettings, ())}


def variable_of(path: tuple[int | str, ...]) -> str:
    """The variable of a field: `("kafka", "partitions")` is `HUB_KAFKA__PARTITIONS`."""
    return PREFIX + NESTED.join(str(part) for part in path).upper()


def _fields(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, _Part):
            yield from _fields(kind, (*above, name))
        else:
            yield (*above, name), field.description or ""


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = list(variables())
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            nearest = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.0)
            raise UnknownSetting(name=name, nearest=nearest[0])


def _read_secrets(chosen: Mapping[str, str]) -> dict[str, str]:
    read: dict[str, str] = {}
    for secret in _SECRETS:
        name = secret + OF_A_FILE
        if name not in chosen:
            continue
        if secret in chosen:
            raise InvalidSetting(name=name, reason=f"{secret} is given too")
        try:
            read[secret] = Path(chosen[name]).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as unread:
            raise InvalidSetting(name=name, reason=f"its file cannot be read ({type(unread).__name__})") from None
        if not read[secret]:
            raise InvalidSetting(name=name, reason="its file is empty")
    return read


def _nest(chosen: Mapping[str, str]) -> dict[str, object]:
    nested: dict[str, object] = {}
    for name, value in chosen.items():
        *groups, last = name.removeprefix(PREFIX).lower().split(NESTED)
        level = nested
        for group in groups:
            level = level.setdefault(group, {})  # type: ignore[assignment] # a group's value is always such a dict
        level[last] = value
    return nested


def _reason(sentence: str) -> str:
    return sentence.removeprefix("Value error, ")
