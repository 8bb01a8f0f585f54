"""How a partner reaches the hub: one Protocol, one file a transport; nothing here knows the hub's inside."""
