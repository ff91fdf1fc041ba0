"""`pnet-cds serve`: gunicorn with threads, the application loaded once before the workers are forked."""

from __future__ import annotations

import gc
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # no stubs
from gunicorn.glogging import Logger  # type: ignore[import-untyped] # no stubs

from service.archive import Archive

THREADS: Final = 16
_GRACEFUL_SECONDS: Final = 30
_GC_THRESHOLD: Final = 200_000
"""Young objects before a collection; with a frozen start this cut p99 six to ten times (quality notes)."""


class Server(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn with our options instead of a configuration file."""

    def __init__(self, app: Flask, bind: str, workers: int, archive: Archive) -> None:
        self._app = app

        def post_fork(_server: Any, _worker: Any) -> None:
            gc.freeze()
            gc.set_threshold(_GC_THRESHOLD, 50, 50)
            archive.start()

        def worker_exit(_server: Any, _worker: Any) -> None:
            archive.stop()

        self._options = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": _GRACEFUL_SECONDS,
            "keepalive": 75,
            "post_fork": post_fork,
            "worker_exit": worker_exit,
            "logger_class": _Logger,
            "when_ready": _when_ready,
            "proc_name": "pnet-cds",
            "control_socket_disable": True,
            "forwarder_headers": "",  # no client may set SCRIPT_NAME or PATH_INFO by a header
        }
        super().__init__()

    def load_config(self) -> None:
        """Set our options; one that this gunicorn does not know is left out."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application, made before."""
        return self._app


class _Logger(Logger):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn's log in the format of ours: without a handler of its own it ends in the root's."""

    def setup(self, cfg: Any) -> None:
        """Set the level, and add no handler."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


def _when_ready(_server: Any) -> None:
    """Freeze what the master has loaded, so that workers share it and never scan it."""
    gc.collect()
    gc.freeze()
