"""Addresses that a server must not be made to ask for: what server-side request forgery uses.

This machine and its services, the metadata of clouds, private networks, all of them also in the
spellings by which filters of words are passed; other schemes; files; names that mean this machine.
"""

from itertools import product

# Every way of writing 127.0.0.1, 169.254.169.254 and their neighbours that some resolver takes.
THIS_MACHINE = (
    *("127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.1"),
    *("0177.0.0.1", "017700000001", "127.000.000.001", "127.0.0.1.", "127.255.255.254"),
    *("localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("127.0.0.1.nip.io", "localtest.me", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1"),
)
METADATA = (
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518"),
    *("[::ffff:169.254.169.254]", "[fd00:ec2::254]", "metadata.google.internal", "100.100.100.200"),
    *("192.0.0.192", "instance-data", "169.254.170.2", "metadata.azure.internal"),
)
PRIVATE = (
    *("10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.1.254"),
    *("[fc00::1]", "[fe80::1]", "[fe80::1%25eth0]", "100.64.0.1", "224.0.0.1", "255.255.255.255"),
    *("intranet", "router.local", "db", "redis", "broker.internal"),
)
PATHS = ("/", ":9/latest/meta-data/iam/security-credentials/", ":6379/", ":5432/x.png?a=1#b")
# A reader of addresses may take another part of these for the host than who checked them.
CONFUSED = (
    *("http://example.org@127.0.0.1:9/", "http://127.0.0.1:9#@example.org/"),
    *("http://127.0.0.1:9\\@example.org/", "http:127.0.0.1:9/", "http:///127.0.0.1:9/"),
    *("http:/\\127.0.0.1:9/", "//127.0.0.1:9/a.png", "\\\\127.0.0.1\\share\\a.png"),
    *("/\\127.0.0.1:9/", "http://[::1]:9/", "HTTP://127.0.0.1:9/", "ht\ttp://127.0.0.1:9/"),
    *(" http://127.0.0.1:9/", "http://127.0.0.1:9/\r\nHost: x", "http://127.0.0.1:9/%00.png"),
    *("https://127.0.0.1:9/", "https://user:secret@127.0.0.1:9/", "http://127.0.0.1:99999/"),
)
SCHEMES = (
    *("file:///etc/passwd", "file:/etc/passwd", "file://localhost/etc/hostname", "FILE:///proc/1"),
    *("file:///proc/self/environ", "file:///c:/windows/win.ini", "file://127.0.0.1/share"),
    *("ftp://127.0.0.1:9/a", "ftps://127.0.0.1:9/a", "sftp://127.0.0.1:9/a", "tftp://127.0.0.1/a"),
    *("gopher://127.0.0.1:6379/_FLUSHALL", "dict://127.0.0.1:6379/info", "ldap://127.0.0.1/a"),
    *("jar:http://127.0.0.1:9/a!/b", "netdoc:///etc/passwd", "smb://127.0.0.1/a", "ws://127.0.0.1"),
    *("javascript:alert(1)", "vbscript:x", "view-source:http://127.0.0.1:9/", "blob:http://x/1"),
    *("php://filter/resource=/etc/passwd", "expect://id", "phar://a", "chrome://version"),
    *("about:blank", "mhtml:http://127.0.0.1:9/", "unix:///var/run/docker.sock", "s3://bucket/a"),
    *("../../../../etc/passwd", "/etc/passwd", "print.css", "?a", "static/document/print.css"),
)
ADDRESSES = (
    *(f"http://{host}{path}" for host, path in product(THIS_MACHINE, PATHS)),
    *(f"http://{host}{path}" for host, path in product(METADATA, PATHS[:2])),
    *(f"https://{host}{PATHS[0]}" for host in PRIVATE),
    *CONFUSED,
    *SCHEMES,
)
