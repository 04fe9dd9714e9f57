"""Starting things: the embedded PostgreSQL and the processes of ``up``. Standard library only, no Django.

One *keeper* process per data folder owns the server: it starts it, restarts it when it dies, and stops it when nobody
uses it any more. Users hold a shared file lock; the kernel lets go of it whenever a process ends, however it ends.
"""
