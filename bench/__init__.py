"""Figures, measured on a real Kafka of the bench's own: read ratios, since broker, worker and driver share one machine."""
