"""Backups of the embedded database and of the files beside it, and the way back to any moment.

A backup is a full copy (`pg_basebackup`) plus the archive of the write-ahead log, which goes on from it. Incremental
copies are not used: PostgreSQL 18.4 loses visibility-map changes in them, and counts come out wrong after a restore.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from zhongcao.app import cluster_setup
from zhongcao.app.cluster_home import ClusterHome, find_home, walk
from zhongcao.app.cluster_setup import SUPERUSER, psql
from zhongcao.app.database import open_database
from zhongcao.app.embedded import EmbeddedPostgres, StartFailed
from zhongcao.kit.settings import Settings

DAILY, WEEKLY, MONTHLY = 7, 4, 12
NAME_FORMAT = "%Y%m%dT%H%M%SZ"
# Files beside the database that never change under their name.
MIRRORED = ("objects", "lake")
ARCHIVE_SECONDS = 120
REPLAY = {
    "restore_command": 'cp "$ZC_WAL_ARCHIVE/%f" "%p"',
    "recovery_target_timeline": "latest",
    # Without it the server would call itself ready while it still replays.
    "hot_standby": "off",
}
LOG_ENDED_BEFORE = "recovery ended before configured recovery target was reached"

Say = Callable[[str], None]


class ManifestFile(msgspec.Struct, frozen=True):
    """One file of a full copy, as PostgreSQL noted it."""

    path: str = msgspec.field(name="Path")
    checksum: str = msgspec.field(name="Checksum")


class Manifest(msgspec.Struct, frozen=True):
    """PostgreSQL's list of the files of a full copy."""

    files: list[ManifestFile] = msgspec.field(name="Files")
    checksum: str = msgspec.field(name="Manifest-Checksum")


class Backup(msgspec.Struct, frozen=True):
    """One finished full backup."""

    name: str
    taken_at: datetime
    first_segment: str

    def folder(self, settings: Settings) -> Path:
        """Where it lies."""
        return backups_folder(settings) / self.name


def backups_folder(settings: Settings) -> Path:
    """Where the backups of a data folder lie."""
    return settings.data_dir / "backups"


def list_backups(settings: Settings) -> list[Backup]:
    """All finished backups, oldest first; one without its note was interrupted and does not count."""
    notes = sorted(backups_folder(settings).glob("[0-9]*/backup.json"))
    return [msgspec.json.decode(note.read_bytes(), type=Backup) for note in notes]


def newest_backup(settings: Settings, *, until: datetime | None = None) -> Backup | None:
    """The newest backup, or the newest that was finished by a moment."""
    fitting = [found for found in list_backups(settings) if until is None or found.taken_at <= until]
    return fitting[-1] if fitting else None


def take_backup(settings: Settings, say: Say) -> Backup:
    """Copy the files first, then the database, so that no row points to a file that is not in the backup."""
    _refuse_external(settings)
    with open_database(settings) as database:
        assert database.embedded is not None
        home = database.embedded.home
        say("copying files")
        mirror(settings)
        folder = backups_folder(settings) / f".{time.time_ns()}.part"
        folder.mkdir(mode=0o700, parents=True)
        try:
            say("copying the database")
            _base_backup(home, folder / "base")
            say("verifying")
            verify_base(folder / "base")
            say("waiting for the log archive")
            archive_now(home)
            taken_at = datetime.now(UTC)
            made = Backup(taken_at.strftime(NAME_FORMAT), taken_at, first_segment(folder / "base"))
            note = folder / "backup.json"
            note.write_bytes(msgspec.json.encode(made))
            folder.rename(made.folder(settings))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        prune(settings, home)
    return made


def mirror(settings: Settings) -> None:
    """Add new pictures and lake files to the mirror; what is there already never changes."""
    for name in MIRRORED:
        source = settings.data_dir / name
        if source.is_dir():
            copy_missing(source, backups_folder(settings) / "files" / name)


def copy_missing(source: Path, target: Path) -> None:
    """Copy files that the target does not have, logs of the lake first: they name only files that exist by then."""
    files = [path for path in walk(source) if path.is_file()]
    for path in sorted(files, key=lambda file: ("_delta_log" not in file.parts, str(file))):
        kept = target / path.relative_to(source)
        if kept.exists():
            continue
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = kept.with_name(f".{kept.name}.part")
        # A file may be removed meanwhile; then no row speaks of it any more.
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(path, part)
            part.replace(kept)


def archive_now(home: ClusterHome) -> None:
    """Close the current log segment and wait until the archive has it."""
    # Only a segment with something in it is closed: the named point is that something.
    psql(home, "SELECT pg_create_restore_point('archived')")
    segment = psql(home, "SELECT pg_walfile_name(pg_switch_wal())").strip()
    deadline = time.monotonic() + ARCHIVE_SECONDS
    while not (home.wal_archive / segment).exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"The log segment {segment} does not reach the archive; see {home.log_file}")
        time.sleep(0.1)


def verify_base(base: Path) -> None:
    """Check every file of a full copy against the manifest that PostgreSQL wrote into it.

    Done here because `pg_verifybackup` of the bundled programs does not start on every system.
    """
    text = (base / "backup_manifest").read_bytes()
    manifest = msgspec.json.decode(text, type=Manifest)
    if hashlib.sha256(text[: text.rindex(b'"Manifest-Checksum"')]).hexdigest() != manifest.checksum:
        raise RuntimeError(f"The manifest of {base.parent.name} is damaged.")
    for entry in manifest.files:
        path = base / entry.path
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise RuntimeError(f"{entry.path} is missing in backup {base.parent.name}.") from None
        if found != entry.checksum:
            raise RuntimeError(f"{entry.path} is damaged in backup {base.parent.name}.")
    if not any((base / "pg_wal").glob("0*")):
        raise RuntimeError(f"The log is missing in backup {base.parent.name}.")


def first_segment(base: Path) -> str:
    """The oldest log segment that a full copy needs."""
    label = (base / "backup_label").read_text()
    return label.partition("(file ")[2].partition(")")[0]


def prune(settings: Settings, home: ClusterHome) -> None:
    """Remove backups that retention no longer asks for, and log segments that no backup needs."""
    backups = list_backups(settings)
    keep = kept_names([(found.name, found.taken_at) for found in backups])
    for found in backups:
        if found.name not in keep:
            shutil.rmtree(found.folder(settings))
    oldest = min(found.first_segment for found in backups if found.name in keep)
    command = [home.program("pg_archivecleanup"), str(home.wal_archive), oldest]
    subprocess.run(command, check=True, capture_output=True, env=cluster_setup.environment(home))


def kept_names(backups: Sequence[tuple[str, datetime]]) -> set[str]:
    """The newest backup of each of the last 7 days, 4 weeks and 12 months that have one."""
    keep: set[str] = set()
    for period, count in (("%Y-%m-%d", DAILY), ("%G-W%V", WEEKLY), ("%Y-%m", MONTHLY)):
        newest: dict[str, str] = {}
        for name, taken_at in sorted(backups, key=lambda backup: backup[1]):
            newest[taken_at.strftime(period)] = name
        keep.update(list(newest.values())[-count:])
    return keep


def restore(settings: Settings, *, to: datetime | None, say: Say) -> Path | None:
    """Bring database and files back to a moment, or to the end of the log; the replaced data is kept aside."""
    _refuse_external(settings)
    server = EmbeddedPostgres(settings.data_dir)
    server.take_lock()
    try:
        server.stop_orphan()
        chosen = newest_backup(settings, until=to)
        if chosen is None:
            raise RuntimeError("There is no backup" + (f" from before {to:%Y-%m-%d %H:%M:%S %Z}." if to else "."))
        say(f"copying backup {chosen.name}")
        fresh = unpack(server.home, chosen.folder(settings) / "base")
        aside = _swap(server.home, fresh)
    finally:
        server.stop()
    say("replaying the log")
    recover(settings.data_dir, to)
    say("copying files back")
    for name in MIRRORED:
        if (backups_folder(settings) / "files" / name).is_dir():
            copy_missing(backups_folder(settings) / "files" / name, settings.data_dir / name)
    return aside


def unpack(home: ClusterHome, base: Path) -> Path:
    """Copy a full backup beside the cluster, ready to replay the log, and hand it to the cluster's account."""
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.give(home.root)
    fresh = home.root / "data.restoring"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(base, fresh, symlinks=True)
    fresh.chmod(0o700)
    (fresh / "recovery.signal").touch(0o600)
    home.give_tree(fresh)
    home.make_folders()
    # Passwords may be other ones since; they are set again at the start.
    (home.root / "roles").unlink(missing_ok=True)
    return fresh


def recover(data_dir: Path, to: datetime | None) -> None:
    """Start an unpacked cluster, let it replay the log up to the moment, and stop it again."""
    target = {"recovery_target_time": to.isoformat(), "recovery_target_action": "promote"} if to else {}
    try:
        with _recovering(data_dir, REPLAY | target):
            return
    except StartFailed as error:
        if LOG_ENDED_BEFORE not in str(error):
            raise
    # Nothing was committed after that moment: the end of the log is the state at that moment.
    with _recovering(data_dir, REPLAY):
        return


@contextlib.contextmanager
def _recovering(data_dir: Path, settings: dict[str, str]) -> Iterator[EmbeddedPostgres]:
    home = find_home(data_dir)
    try:
        with EmbeddedPostgres(data_dir, extra=settings) as server:
            yield server
            return
    except RuntimeError as error:
        if "password authentication failed" not in str(error):
            raise
    # The backup comes from another machine, whose passwords are not ours.
    cluster_setup.reset_superuser(home)
    with EmbeddedPostgres(data_dir) as server:
        yield server


def _swap(home: ClusterHome, fresh: Path) -> Path | None:
    """Put the unpacked cluster in place; the old one stays aside, and its last log segments are used."""
    aside = None
    if home.pgdata.exists():
        for segment in sorted((home.pgdata / "pg_wal").iterdir()):
            # Not archived yet because not full: the most recent changes are in it.
            if len(segment.name) == 24 and not (home.wal_archive / segment.name).exists():
                target = fresh / "pg_wal" / segment.name
                shutil.copyfile(segment, target)
                home.give(target)
        aside = home.root / f"data.before-restore-{datetime.now(UTC).strftime(NAME_FORMAT)}"
        home.pgdata.rename(aside)
    fresh.rename(home.pgdata)
    return aside


def _base_backup(home: ClusterHome, target: Path) -> None:
    command = [
        home.program("pg_basebackup"),
        "-D",
        str(target),
        "-X",
        "stream",
        "-c",
        "fast",
        "--no-password",
        "--manifest-checksums=SHA256",
    ]
    command += ["-h", str(home.socket_dir), "-U", SUPERUSER]
    environment = cluster_setup.environment(home) | {"PGPASSWORD": home.secret(SUPERUSER)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"pg_basebackup failed: {done.stderr.strip()}")
    os.sync()


def _refuse_external(settings: Settings) -> None:
    if settings.database_url:
        raise RuntimeError("DATABASE_URL names a server of your own: its backups are made with that server's tools.")
