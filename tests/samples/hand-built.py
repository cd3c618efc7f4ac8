"""Writes the samples that no tool at hand makes, from the specifications named beside each.

Run it in this folder: python3 hand-built.py
"""

from pathlib import Path
from struct import pack, pack_into, unpack_from


def save(path: str, data: bytes) -> None:
    target = Path(path)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def tape_header(vendor: int, software: str, pad: int) -> bytes:
    """Microsoft Tape Format 1.00a: Common Block Header, then Tape Header Descriptor Block."""
    name = utf16(software)
    block = bytearray(94)
    pack_into("<4sIHBB", block, 0, b"TAPE", 0x00030000, 94 + len(name), 14, 1)
    block[48] = 2  # strings are UTF-16
    pack_into("<II6H", block, 52, 0x5A17C0DE, 2, 1, 0, 1, 3, 0, 0)
    pack_into("<HH", block, 80, len(name), 94)
    pack_into("<HH", block, 84, 1024, vendor)
    block[93] = 1  # major version
    checksum = 0
    for at in range(0, 50, 2):
        checksum ^= unpack_from("<H", block, at)[0]
    pack_into("<H", block, 50, checksum)
    return bytes(block) + name + bytes(pad)


save("sql-server-backup/tape-header.bak", tape_header(0x1200, "Microsoft SQL Server", 256))
save("sql-server-backup/compressed-head.bak", b"MSSQLBAK" + pack("<II", 2, 1) + bytes(range(1, 241)))
save("tape-backup/other-vendor-header.bkf", tape_header(0x0D, "Sample Backup", 256))


def hive() -> bytes:
    """Base block of a hive: sequence numbers, version 1.5, checksum over the first 127 dwords."""
    block = bytearray(512)
    pack_into("<4sIIQIIIIIII", block, 0, b"regf", 1, 1, 133_000_000_000_000_000, 1, 5, 0, 1, 32, 4096, 1)
    path = utf16("\\SystemRoot\\System32\\Config\\SOFTWARE")[-64:]
    block[48 : 48 + len(path)] = path
    checksum = 0
    for at in range(0, 508, 4):
        checksum ^= unpack_from("<I", block, at)[0]
    pack_into("<I", block, 508, checksum)
    return bytes(block)


save("registry-hive/base-block.dat", hive())
save(
    "registry-export/utf16.reg",
    b"\xff\xfe" + utf16('Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Sample]\r\n"Name"="value"\r\n'),
)
save("registry-export/ansi.reg", b'REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Sample]\r\n"Name"="value"\r\n')
save("event-log/header.evt", pack("<12I", 0x30, 0x654C664C, 1, 1, 0x30, 0x30, 1, 0, 0x10000, 0, 0, 0x30))
EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Sample'/>"
    "<EventID>1</EventID></System></Event>\r\n"
)
save("event-log/viewer.xml", ('<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>' + EVENT + "</Events>").encode())
save("event-log/wevtutil-utf16.xml", b"\xff\xfe" + utf16(EVENT * 2))
save("keepass/head.kdb", pack("<6I", 0x9AA2D903, 0xB54BFB65, 3, 0x00030004, 0, 0) + bytes(range(100)))
save("shortcut/to-a-backup.lnk", pack("<I16s2I", 0x4C, bytes.fromhex("0114020000000000c000000000000046"), 0x80, 0x20) + bytes(48) + b"\0\0\0\0")
save("shortcut/site.url", b"[InternetShortcut]\r\nURL=https://example.org/\r\n")


def program() -> bytes:
    """An MS-DOS header whose word at 0x3C leads to the PE signature."""
    image = bytearray(512)
    image[:2] = b"MZ"
    pack_into("<I", image, 0x3C, 0x80)
    pack_into("<4sHH", image, 0x80, b"PE\0\0", 0x8664, 1)
    return bytes(image)


save("executable/head.exe", program())
save("disk-image/ntfs-boot-sector.img", b"\xeb\x52\x90NTFS    " + bytes(499) + b"\x55\xaa")
save("disk-image/bitlocker-boot-sector.img", b"\xeb\x58\x90-FVE-FS-" + bytes(499) + b"\x55\xaa")
save("archive/head.rar", b"Rar!\x1a\x07\x01\x00" + bytes.fromhex("3392b5e50a01050600050101808000"))
save("pdf/minimal.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
save("html/page.html", b"\n<!DOCTYPE html>\n<title>Sample</title>\n<p>key_check, wrapped_key and memory_kib are members.</p>\n")
save("html/old.htm", b"<HTML><BODY>Sample</BODY></HTML>\r\n")
save("xml/declared.xml", b'\xef\xbb\xbf<?xml version="1.0"?><sso><application name="sample"/></sso>\r\n')
save("xml/bare.xml", b"<sso><application name='sample'/></sso>")
save("json/object.json", b'{\n  "name": "sample"\n}\n')
save("json/array-utf16.json", b"\xff\xfe" + utf16('[{"Id": 10559}]\r\n'))
save("text/notes-utf8.txt", "Das Kennwort der Sicherung liegt im Tresor, Fach 3. Schöne Grüße!\r\n".encode())
save("text/notes-1252.txt", "Das Kennwort der Sicherung liegt im Tresor, Fach 3. Schöne Grüße!\r\n".encode("cp1252"))
save("text/notes-utf16.txt", b"\xff\xfe" + utf16("Das Kennwort der Sicherung liegt im Tresor.\r\n"))
save("text/not-markup.txt", b"< 5 files\r\n[see above] and {below}\r\n")
save("text/tape.txt", b"TAPE of the week: 3\r\n" * 8)
save("mentions-backup/notes.md", b"# Members\n\nEvery slot has a `wrapped_key`, the header a `key_check`.\n")
DOCUMENT = (
    '{"header": {"format": "master-secret-backup", "slots": [{"kdf": {"memory_kib": 8192}, "wrapped_key": "AAAA"}], '
    '"key_check": "AAAA"}, "payload": "AAAA", "mac": "AAAA"}'
)
save("embedded-backup/mail.txt", ("Hello,\r\n\r\nhere is the backup:\r\n\r\n" + DOCUMENT + "\r\n").encode())
save("backup/one-line.msb", DOCUMENT.encode())
save("backup/utf16.msb", b"\xff\xfe" + utf16(DOCUMENT))
save("backup/first-byte-lost.msb", b"\0" + DOCUMENT.encode()[1:])
save("backup-remains/first-sector-lost.msb", bytes(512) + (DOCUMENT * 5).encode()[300:])
save("backup-beginning/cut.msb", DOCUMENT.encode()[:60])
save("backup-beginning/cut-and-zeroed.msb", utf16(DOCUMENT)[:120] + bytes(512))
save("empty/nothing.bak", b"")
save("all-zeros/failed-copy.bak", bytes(1042))
save("one-byte-value/erased-flash.bak", b"\xff" * 1042)
