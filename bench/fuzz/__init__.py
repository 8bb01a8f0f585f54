"""Bytes that nobody meant, at every door of the hub: accepted, or refused with a reason; nothing else, and no memory that grows."""
