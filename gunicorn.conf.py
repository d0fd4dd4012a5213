"""How the server runs: ``gunicorn -c gunicorn.conf.py app:app``.

The command line wins over this file: ``--bind 0.0.0.0:8000`` in a container, ``--workers 2`` on
PostgreSQL. Settings of the application itself are in ``makers/config.py``.
"""

from __future__ import annotations

import gc
import os
from typing import Any

from gevent import sleep

wsgi_app = "app:app"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"

# One process holds thousands of streams; SQLite knows one writer. More processes: PostgreSQL.
worker_class = "gevent"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
# 2,000 screens hold a stream each, and some connections more for a while after all heard something
worker_connections = 10_000
backlog = 4096

# The worker patches the standard library before it loads the application, so that ssl and psycopg
# are imported patched; loading the application first would undo that.
preload_app = False

keepalive = 5  # seconds; an idle connection also holds up a reload for this long
timeout = 60  # seconds without a sign of life, then the worker is replaced
graceful_timeout = 10  # seconds for requests to end after a stop; streams end by themselves

# gunicorn 25.1 and later open a socket for remote control in the home directory, one path for
# every server of this user. Signals do what is needed here.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Streams end when this worker is told to stop; a reload need not wait for them.

    Mail and the jobs of the day begin with the process.

    What was loaded stays for good and is not looked through for rubbish again (measured: a tenth
    more sign-ups a second).
    """
    worker.wsgi.extensions["makers_live"].alive = lambda: worker.alive
    if worker.wsgi.extensions["makers_worker"].wanted:  # also when no visitor comes
        worker.wsgi.extensions["makers_worker"].start()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def post_request(worker: Any, req: Any, environ: Any, resp: Any) -> None:
    """Give way after each request: one busy connection no longer keeps the others waiting.

    Measured at 32 clients: the slowest twentieth waited 519 ms without this, 63 ms with it.
    """
    sleep(0)
