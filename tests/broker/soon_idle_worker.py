"""The worker of the reference work, whose client takes who does not fetch for two seconds for idle (a thousand is its usual patience)."""

from bench.reference_worker import main
from hub.engine import app

app.IDLE_MAX_S = 2.0

if __name__ == "__main__":
    main()
