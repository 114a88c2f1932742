"""exit_during_tls.py ENDPOINT CA_FILE FIRST: daemon threads make calls over TLS while the interpreter ends.

FIRST is "ssl" to initialise OpenSSL through Python's ssl module before the library does, or "library".
"""

import atexit
import sys
import threading
import time

if sys.argv[3] == "ssl":
    import ssl

    ssl.create_default_context()

client = None
# Registered before the library's own handler, so it runs after it.
atexit.register(lambda: print(client.show("x").id))

import codelab  # noqa: E402

client = codelab.Client(sys.argv[1], "p", "t", ca_file=sys.argv[2], no_environment=True)
answered = 0


def call() -> None:
    global answered
    while True:
        client.show("x")
        answered += 1


for _ in range(40):
    threading.Thread(target=call, daemon=True).start()
while answered < 5:
    time.sleep(0.001)
time.sleep(time.time_ns() % 97 / 10000)
