"""Notebooks executed from a script, each in a kernel of its own."""

from __future__ import annotations

from pathlib import Path


def execute_notebook(path: Path, out: Path, *, timeout: int = 300) -> Path:
    """Run all cells of a notebook and save the result in a folder.

    Returns
    -------
    Path
        The executed notebook.

    Raises
    ------
    ModuleNotFoundError
        If the extra ``lab`` is not installed.
    ValueError
        If a cell fails; the message holds its error.
    """
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ModuleNotFoundError:
        raise ModuleNotFoundError("executing notebooks needs the extra lab; run: pip install 'framing[lab]'") from None
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=timeout, kernel_name="python3",
                            resources={"metadata": {"path": str(path.parent)}})
    try:
        client.execute()
    except CellExecutionError as error:
        raise ValueError(f"{path.name} stopped: {error.ename}: {error.evalue}") from None
    out.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, out / path.name)
    return out / path.name
