"""A real Apache Kafka on this machine, without Docker: found, fetched, started, stopped."""
