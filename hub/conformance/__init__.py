"""What a partner's client does is looked at: `hub conformance`."""
