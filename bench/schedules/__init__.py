"""Thousands of schedules of lanes and broker without a broker: the engine's own code on a clock, a network and a log that a seed draws."""
