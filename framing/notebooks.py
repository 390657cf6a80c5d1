"""Notebooks executed from a script, each in a kernel of its own that runs the Python it was started from."""

from __future__ import annotations

import re
import tempfile
from importlib.util import find_spec
from pathlib import Path

_LINK = re.compile(r"\[([^\]\n]+)\]\((?!\w+:|#|<)([^)\s#]+)[^)]*\)")
_NEEDED = ("nbformat", "nbclient", "ipykernel", "matplotlib_inline")


def check_executable() -> None:
    """Whether notebooks can be executed here.

    Raises
    ------
    ModuleNotFoundError
        If the extra ``lab`` is not installed.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise ModuleNotFoundError("executing notebooks needs the extra lab; run: pip install 'framing[lab]' "
                                  "(or leave the notebook out: framing demo --no-notebook)")


def execute_notebook(path: Path, out: Path, *, timeout: int = 300) -> Path:
    """Run all cells of a notebook and save the result in a folder.

    Parameters
    ----------
    path : Path
        The notebook; its cells run in its folder.
    out : Path
        Made if it does not exist; a notebook of the same name there is replaced once all cells have run. Links to files
        that are not there become text that says where they are.
    timeout : int
        Seconds a cell may take.

    Returns
    -------
    Path
        The executed notebook.

    Raises
    ------
    FileNotFoundError
        If there is no such notebook.
    ModuleNotFoundError
        If the extra ``lab`` is not installed.
    ValueError
        If the file is no notebook, or a cell fails or takes too long; the message holds its error.
    """
    check_executable()
    import nbformat
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    path, out = Path(path), Path(out)
    try:
        notebook = nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise ValueError(f"{str(path)!r} is no notebook: {str(error)[:200]}") from None
    try:
        with tempfile.TemporaryDirectory() as place:
            _client(notebook, path, Path(place), timeout).execute()
    except CellControlSignal as error:
        told = f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else str(error).strip().splitlines()[0]
        raise ValueError(f"{path.name} stopped: {told}") from None
    except DeadKernelError as error:
        raise ValueError(f"{path.name} stopped: {error}") from None
    out.mkdir(parents=True, exist_ok=True)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _unlink(cell.source, out)
    aside = out / f".{path.name}.part"
    nbformat.write(notebook, aside)
    return aside.replace(out / path.name)


def _unlink(text: str, folder: Path) -> str:
    """The text of a Markdown cell without links to files that a folder lacks; it says where these are instead."""
    lost = [link for _, link in _LINK.findall(text) if not (folder / link).exists()]
    if not lost:
        return text
    text = _LINK.sub(lambda link: link[1] if link[2] in lost else link[0], text)
    names = ", ".join(f"`{name}`" for name in lost)
    return f"{text}\n\nNot in this folder, but in `notebooks` of framing's source: {names}."


def _client(notebook, path: Path, place: Path, timeout: int):
    """A client whose kernel is this Python, whatever kernels a user has installed."""
    from ipykernel.kernelspec import write_kernel_spec
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # charts in the notebook, whatever is set outside
    write_kernel_spec(place / "here" / "python3", overrides={"env": inline})
    specs = KernelSpecManager(kernel_dirs=[str(place / "here")], ensure_native_kernel=False)
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    where = {"metadata": {"path": str(path.resolve().parent)}}
    return NotebookClient(notebook, km=manager, timeout=timeout, kernel_name="python3", record_timing=False,
                          extra_arguments=["--log-level=ERROR"], resources=where)
