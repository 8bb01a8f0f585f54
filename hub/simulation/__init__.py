"""A year of four communes through a real Kafka, day by day, its time moved by facts: what becomes of every demand."""
