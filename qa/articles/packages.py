"""Files that are zip archives of XML, with bounds: they are not trusted."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from qa.articles.files import MEGABYTE, File
from qa.errors import InputError

_LIMIT = 256 * MEGABYTE  # bytes of a package, packed or unpacked


def package_of(file: File) -> bytes:
    """The bytes of a package whose members are not too large when they are unpacked.

    Raises:
        InputError: it is no such package, is locked, or is too large.
    """
    data = file.data(_LIMIT)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("locked with a password, or of an older kind: save it anew without one")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"damaged, or not what its name says: {error}; skipped") from error
    if sum(member.file_size for member in members) > _LIMIT:
        raise InputError(f"larger than {_LIMIT // MEGABYTE} MB when unpacked; skipped")
    return data


class Package:
    """The members of a package."""

    def __init__(self, file: File) -> None:
        self._package = zipfile.ZipFile(BytesIO(package_of(file)))

    def read(self, name: str) -> bytes:
        """A member's bytes.

        Raises:
            InputError: there is none, or it is damaged or locked.
        """
        try:
            return self._package.read(name)
        except KeyError as error:
            raise InputError(f"damaged: it has no {name[:80]}") from error
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
            raise InputError(f"damaged or locked: {error}; skipped") from error

    def xml(self, name: str) -> etree._Element:
        """A member as a tree.

        Raises:
            InputError: as for ``read``, or it is no XML.
        """
        return xml_of(self.read(name))

    def meta(self) -> dict[str, str]:
        """What an OpenDocument states about itself, by the names of its elements; nothing where it does not.

        Raises:
            InputError: as for ``xml``.
        """
        if "meta.xml" not in self._package.NameToInfo:
            return {}
        return {called(each): each.text or "" for each in self.xml("meta.xml").iter()}


def xml_of(data: bytes) -> etree._Element:
    """A tree, without anything that the text names outside itself.

    Raises:
        InputError: it is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"not valid XML: {error}; skipped") from error
    if tree is None:
        raise InputError("not valid XML; skipped")
    return tree


def called(element: etree._Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
