"""Ends a process in which Python itself no longer runs.

A C library that waits for ever while it holds the interpreter's lock stops every thread, and with them whatever would have ended the
process. The kernel's timer needs none of them.
"""

import faulthandler
import signal


def end_unless_set_again(within_s: float) -> None:
    """Unless this is called again in time, SIGALRM writes on stderr where each thread stands, and ends the process."""
    faulthandler.register(signal.SIGALRM, chain=True)
    signal.setitimer(signal.ITIMER_REAL, within_s)
