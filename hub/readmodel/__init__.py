"""The read model: what `hub.journal` and `hub.registry` say, as tables that people's questions are answered from.

Rules:
1. It is derived: nothing in it is the only copy of anything, and rebuilding it from zero gives the same tables.
2. What is applied and how far it was read are one SQLite transaction: a crash neither loses nor doubles an entry.
3. Within a partition entries are applied in order; across partitions no table depends on the order.
4. A file or an entry of a form it does not know stops it: a wrong answer is worse than none.
"""
