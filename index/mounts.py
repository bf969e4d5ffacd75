"""Which disks an index may lie on: SQLite's log needs memory that all processes share, and those of other machines do not."""

import os
from pathlib import Path

from index.errors import IndexMisplaced

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    """nfs nfs4 cifs smb3 smbfs ncpfs afs 9p ceph glusterfs lustre ocfs2 gfs2 davfs fuse.sshfs fuse.rclone fuse.davfs2 fuse.glusterfs fuse.s3fs
    fuse.gcsfuse fuse.smbnetfs fuse.ceph fuse.nfs fuse.curlftpfs""".split()
)


def network_kind(folder: Path) -> str | None:
    """The kind of network disk that a folder lies on, or will be made on; None for a disk of this machine, or an unknown one."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # only Linux tells
        return None
    here = os.path.realpath(folder)
    found, longest = None, -1
    for line in lines:
        head, _, tail = line.partition(" - ")
        fields, kind = head.split(), tail.split()[:1]
        if len(fields) < 5 or not kind:
            continue
        mount = fields[4].replace("\\040", " ")
        inside = here == mount or here.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= longest:
            found, longest = kind[0], len(mount)
    return found if found in NETWORK else None


def refuse_network(folder: Path) -> None:
    """Raise IndexMisplaced where a folder lies on a network disk."""
    kind = network_kind(folder)
    if kind is not None:
        raise IndexMisplaced(
            f"{folder} lies on a network disk ({kind}), where two machines could spoil the index; keep it on a disk of this machine with --index, "
            "or set NEWSDESK_NETWORK_DISK=1 if only one machine ever uses it"
        )
