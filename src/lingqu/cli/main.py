"""The `lingqu` command: collects the commands and turns what goes wrong into one clear sentence and an exit code."""

from __future__ import annotations

import sys

from cyclopts import App

from lingqu import __version__
from lingqu.cli.output import failed
from lingqu.kernel.errors import Rejected

app = App(name="lingqu", version=__version__, help="Lingqu 灵渠: what is drawn is what runs.")

#: command -> where it is; each file is imported only when its command is asked for.
_COMMANDS = {
    "serve": "lingqu.cli.serve:serve",
    "demo": "lingqu.cli.demo:demo",
    "deploy": "lingqu.cli.deploy:deploy",
    "start": "lingqu.cli.start:start",
    "check": "lingqu.cli.check:check",
    "test": "lingqu.cli.test:run_cases",
    "audit": "lingqu.cli.audit:audit",
    "backup": "lingqu.cli.backup:backup",
    "restore": "lingqu.cli.backup:restore",
    "eval": "lingqu.cli.evaluate:evaluate",
    "decide": "lingqu.cli.decide:decide",
}
for _name, _place in _COMMANDS.items():
    app.command(_place, name=_name)

_db = App(name="db", help="The database's schema.")
_db.command("lingqu.cli.db:upgrade", name="upgrade")
_db.command("lingqu.cli.db:check", name="check")
app.command(_db)

_user = App(name="user", help="People who sign in.")
_user.command("lingqu.cli.user:add", name="add")
app.command(_user)

_archive = App(name="archive", help="What is past its time: archived and removed.")
_archive.command("lingqu.cli.archive:run", name="run")
_archive.command("lingqu.cli.archive:check", name="check")
app.command(_archive)

_forget = App(name="forget", help="Everything of one person or one instance is erased, with an audit line.")
_forget.command("lingqu.cli.forget:person", name="person")
_forget.command("lingqu.cli.forget:instance", name="instance")
app.command(_forget)

_conformance = App(name="conformance", help="How well FEEL and DMN keep to the standard, by the cases of its test kit.")
_conformance.command("lingqu.cli.conformance:feel", name="feel")
_conformance.command("lingqu.cli.conformance:dmn", name="dmn")
app.command(_conformance)


def main() -> None:
    """Run the command line; exit code 0 when it worked, 1 when the work found problems, 2 when it could not begin."""
    try:
        code = app()
    except Rejected as wrong:
        failed(wrong.message)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
