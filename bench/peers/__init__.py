"""What a user would pick instead of the hub's engine, each with the reference work written as its own guide would have it."""
