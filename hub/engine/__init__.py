"""Lanes and relay: Faust agents that neither lose nor double, on a real Kafka."""
