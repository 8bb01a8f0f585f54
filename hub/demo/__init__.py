"""The demonstration: partners of four communes as real Kafka clients, a hub that is killed on the way, and a ledger held outside it."""
