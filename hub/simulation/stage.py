"""The hub of a simulation: the demonstration's ground, with workers whose time is simulated, and no projector."""

import hashlib
from pathlib import Path

from hub.demo.stage import Stage
from hub.settings import HubSettings, load_settings

WORKERS = ("simulation-1", "simulation-2")
PARTITIONS = "4"
"""A day costs a transaction a partition at least: few of them, unless the settings say another number."""
FOLDER = "simulation"


def simulation_environ(environ: dict[str, str]) -> dict[str, str]:
    """What every process of the simulation is told: its own folder, keys that name dossiers alike each time, simulated time."""
    folder = load_settings(environ).data_dir / FOLDER
    keys = {name: hashlib.sha256(f"relais {FOLDER} {name}".encode()).hexdigest() for name in ("HUB_CASE_KEY", "HUB_RECIPIENT_KEY")}
    return {"HUB_KAFKA__PARTITIONS": PARTITIONS} | environ | keys | {"HUB_DATA_DIR": str(folder.absolute()), "HUB_CLOCK": "simulated"}


class SimulationStage(Stage):
    """`with SimulationStage(settings, environ, registry) as stage:` has a hub that waits to be told what day it is."""

    def __init__(self, settings: HubSettings, environ: dict[str, str], registry: Path) -> None:
        """Nothing is started yet; `registry` is the folder that is loaded as its first version."""
        super().__init__(settings, environ)
        self._registry = registry

    def _start(self) -> None:
        self._ground(FOLDER, self._registry)
        for name in WORKERS:
            self._spawn(name, "hub.cli", "worker", "--name", name)
        for name in WORKERS:
            self._wait_ready(name)
