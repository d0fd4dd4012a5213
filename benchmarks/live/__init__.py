"""From a note saved at one screen to the note at every other screen of its table.

::

    python -m benchmarks.live [--clients N …] [--engine sqlite|postgres] [--seconds S]

An afternoon of as many tables of nine as there are clients; every client is a real page: it opens
its own link, reads the table's page, opens the stream that the page names, and when a signal comes
it fetches each part of the page that listens to that topic, with its own cookie, compressed, on
kept connections, one fetch of a part at a time. Notes are posted by the people at the tables, at
20 a second in all; then every table goes on to its next phase at once; then the desk gives all of
them a minute less.

Measured: from the moment a note is sent, and from the moment it is acknowledged, to the moment a
screen has fetched a fragment with the note in it; notes and signals lost or doubled; from a press
on *next* at every table at once to the signal and to the new phase at each screen; from the one
press at the desk to the signal at each screen, with the new end of the phase in it; memory of all
the application's processes, PostgreSQL's own told apart. It prints JSON.

Aims, on SQLite with one process and on PostgreSQL with two: p95 at most 50 ms at 100 clients,
100 ms at 500, 150 ms at 2,000; a phase change heard by all 500 within 150 ms; nothing lost or
doubled; the whole application at most 250 MiB at 500.

The clients are greenlets in one process of their own (``screens.py``), as cheap as they can be:
``generator_cpu`` tells what share of a core they took while they were measured. On a machine with
two cores they compete with the server and with PostgreSQL all the same, so figures from such a
machine are on the high side. Nothing is left out to mend that: run it alone on the machine.
"""
