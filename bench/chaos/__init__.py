"""Everything that breaks in production, broken on purpose under load, beside a ledger kept outside the hub."""
