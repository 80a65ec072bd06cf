import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from tests.support.waiting import wait_until

from anlan.project.runtime.ports import free_port
from anlan.project.runtime.probes import start_probes
from anlan.project.runtime.running import is_alive
from anlan.project.runtime.services import answers, tail


def test_an_address_answers_when_it_says_success() -> None:
    assert answers(f"http://127.0.0.1:{start_probes(0, lambda: None)}/readyz")
    assert not answers(f"http://127.0.0.1:{start_probes(0, lambda: 'not yet')}/readyz")
    assert not answers(f"http://127.0.0.1:{free_port()}/readyz")


def test_the_end_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(b"\xff\n" + b"\n".join(b"%d" % n for n in range(100)))
    assert tail(tmp_path / "x.log", 2) == "98\n99"
    assert tail(tmp_path / "none.log") == ""


def test_a_child_ends_when_its_supervisor_is_killed() -> None:
    program = """
        import signal, subprocess, sys
        from anlan.project.runtime.services import die_with_parent
        child = subprocess.Popen(["sleep", "60"], preexec_fn=die_with_parent(signal.SIGINT))
        print(child.pid, flush=True)
        child.wait()
    """
    supervisor = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE)
    assert supervisor.stdout
    with supervisor.stdout:
        child = int(supervisor.stdout.readline())
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    wait_until(lambda: not is_alive(child, time.time()), "the child ends")
