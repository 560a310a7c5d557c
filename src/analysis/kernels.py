"""Kernels of notebooks, forked from one small process that has loaded what notebooks import.

A notebook takes longer to import its libraries than to draw a figure; forked, they come loaded.
Where a system cannot fork, each kernel is a program of its own, as Jupyter starts it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from typing import Any
from uuid import uuid4
from weakref import WeakSet

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

_LOADED = (
    "ipykernel.kernelapp",
    "analysis.card",
    "analysis.figures",
    "seaborn",
    "matplotlib.backends.backend_pdf",
)
_RUNNING: WeakSet[Any] = WeakSet()  # processes
_CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()


def prepare_kernels() -> None:
    """Name what the process loads from which kernels are forked; it starts with the first one."""
    if _CAN_FORK:
        multiprocessing.set_forkserver_preload(list(_LOADED))


def end_kernels() -> None:
    """End the kernels that still run, as after an interruption."""
    for kernel in list(_RUNNING):
        kernel.terminate()


def _serve(arguments: list[str], cwd: str | None, env: dict[str, str], stderr: Connection) -> None:
    """Be a kernel: in a session of its own, so that a signal to it reaches nobody else.

    Its errors go where those of the one who asks for it go, which the forking process need not do.
    """
    os.setsid()
    os.dup2(stderr.fileno(), 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.update(env, JPY_PARENT_PID=str(os.getppid()))
    os.chdir(cwd or ".")
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(argv=arguments)


class _Forked:
    """A forked process with the names of `subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, arguments: list[str], cwd: str | None, env: dict[str, str]) -> None:
        context: Any = multiprocessing.get_context("forkserver")
        stderr = Connection(os.dup(2), readable=False)
        self._process = context.Process(target=_serve, args=(arguments, cwd, env, stderr))
        self._process.start()
        _RUNNING.add(self._process)
        self.pid = self._process.pid
        self.terminate, self.kill = self._process.terminate, self._process.kill

    def poll(self) -> int | None:
        """The exit code of a process that has ended."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """The exit code, once the process has ended."""
        self._process.join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        """A signal to the process."""
        os.kill(self.pid, number)


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by a fork."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start it with the arguments that follow `python -m ipykernel_launcher`."""
        forked: Any = _Forked(cmd[3:], kwargs.get("cwd"), kwargs["env"])
        self.process, self.pid = forked, forked.pid
        return self.connection_info


class ForkedKernelManager(AsyncKernelManager):
    """A manager whose kernel is forked where the system can."""

    async def _async_pre_start_kernel(self, **kw: Any) -> Any:
        self.kernel_id = self.kernel_id or str(uuid4())
        if _CAN_FORK and self.provisioner is None:
            own = {"kernel_id": self.kernel_id, "kernel_spec": self.kernel_spec}
            self.provisioner = ForkedProvisioner(**own, parent=self)
        return await super()._async_pre_start_kernel(**kw)
