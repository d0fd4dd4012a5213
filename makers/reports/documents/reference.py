"""The files after which pandoc shapes a report for word processors: paper, letters, page numbers.

``report.docx`` and ``report.odt`` beside this file are pandoc's own, changed as said here; a test
holds them to it. ``make reference`` makes them again, as for another version of pandoc.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pypandoc import get_pandoc_path

FOLDER = Path(__file__).parent
FORMATS = ("docx", "odt")
Changes = Mapping[str, tuple[tuple[str, str], ...]]  # per part: what stands there, and what is to

SPACES = re.compile(r"\s+")
TEXT = (".xml", ".rels", ".rdf")  # parts of which the line ends say nothing
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOOTER = (
    f'<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:jc w:val="right"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
)
A4_WITH_NUMBERS = (
    f'<w:sectPr><w:footerReference xmlns:r="{OFFICE}" w:type="default" r:id="rId9"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1361" w:bottom="1361"'
    ' w:left="1361" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
BLUE = '<w:color w:val="0F4761" w:themeColor="accent1" w:themeShade="BF" />'
DARK, PALE = "1F1B2B", "DCD6DC"  # of letters and of the line below a head; of thin lines
INK = f'<w:b /> <w:color w:val="{DARK}" />'
LINE = f'w:val="single" w:sz="4" w:space="0" w:color="{PALE}"'


def _sized(half_points: int) -> str:
    """How large letters are."""
    return f'<w:sz w:val="{half_points}" /> <w:szCs w:val="{half_points}" />'


OF_WORD: Changes = {
    "[Content_Types].xml": (
        (
            "</Types>",
            '<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.footer+xml" /></Types>',
        ),
    ),
    "word/_rels/document.xml.rels": (
        (
            "</Relationships>",
            f'<Relationship Type="{OFFICE}/footer" Id="rId9" Target="footer1.xml" />'
            "</Relationships>",
        ),
    ),
    "word/document.xml": (
        (
            '<w:sectPr> <w:footnotePr> <w:numRestart w:val="eachSect" /> </w:footnotePr>'
            " </w:sectPr>",
            A4_WITH_NUMBERS,
        ),
    ),
    "word/styles.xml": (
        (f"<w:i /> <w:iCs /> {BLUE}", INK),
        (BLUE, INK),
        (_sized(24), _sized(21)),
        (_sized(28), _sized(22)),
        (_sized(32), _sized(26)),
        (_sized(40), _sized(32)),
        (_sized(56), f"<w:b /> {_sized(44)}"),
        (
            '<w:contextualSpacing /> <w:jc w:val="center" />',
            '<w:contextualSpacing /> <w:jc w:val="left" />',
        ),
        ('<w:spacing w:before="180" w:after="180" />', '<w:spacing w:before="0" w:after="120" />'),
        (
            '<w:tblInd w:w="0" w:type="dxa" /> <w:tblCellMar>',
            '<w:tblInd w:w="0" w:type="dxa" /> '
            f"<w:tblBorders><w:bottom {LINE} /><w:insideH {LINE} /></w:tblBorders> <w:tblCellMar>",
        ),
        (
            '<w:tblStylePr w:type="firstRow"> <w:tcPr>',
            '<w:tblStylePr w:type="firstRow"> <w:rPr><w:b /></w:rPr> <w:tcPr>',
        ),
    ),
}
OF_OPEN_DOCUMENT: Changes = {
    "styles.xml": (
        (
            'fo:page-width="8.5in" fo:page-height="11in"',
            'fo:page-width="21cm" fo:page-height="29.7cm"',
        ),
        (
            'fo:margin-top="1in" fo:margin-bottom="1in" fo:margin-left="1in" fo:margin-right="1in"',
            'fo:margin-top="2.4cm" fo:margin-bottom="1.6cm" fo:margin-left="2.4cm"'
            ' fo:margin-right="2.4cm"',
        ),
        (
            'style:font-name="Times New Roman" fo:font-size="12pt"',
            'style:font-name="Arial" fo:font-size="10.5pt"',
        ),
        ('fo:font-size="14pt" fo:font-weight="bold"', 'fo:font-size="12pt" fo:font-weight="bold"'),
        ('fo:font-style="italic" fo:font-weight="bold"', 'fo:font-weight="bold"'),
        (
            '<style:style style:name="Heading_20_1"',
            '<style:style style:name="Title" style:family="paragraph"'
            ' style:parent-style-name="Heading" style:next-style-name="Text_20_body"'
            ' style:class="chapter"> <style:text-properties fo:font-size="22pt"'
            ' fo:font-weight="bold" /> </style:style> <style:style style:name="Heading_20_1"',
        ),
        (
            'style:class="extra"> <style:paragraph-properties fo:margin-left="0.0299in"',
            'style:class="extra"> <style:paragraph-properties fo:margin-top="0.03in"'
            ' fo:margin-bottom="0.03in" fo:margin-left="0.0299in"',
        ),
    ),
}
CHANGES = {"docx": OF_WORD, "odt": OF_OPEN_DOCUMENT}
ADDED = {"docx": {"word/footer1.xml": FOOTER}, "odt": {}}


def main() -> None:
    """Write both files anew."""
    for target in FORMATS:
        path_of(target).write_bytes(made(target))


def path_of(target: str) -> Path:
    """Where the file for this format lies."""
    return FOLDER / f"report.{target}"


def made(target: str) -> bytes:
    """The file for this format. Raises ``ValueError`` where pandoc's own is not as known here."""
    command = (get_pandoc_path(), "--print-default-data-file", f"reference.{target}")
    given = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - our own
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(done, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename.endswith(TEXT):
                text = _changed(part.filename, text.decode(), CHANGES[target]).encode()
            _put(new, part.filename, text, part.compress_type)
        for name, added in ADDED[target].items():
            _put(new, name, added.encode(), zipfile.ZIP_DEFLATED)
    return done.getvalue()


def _changed(name: str, text: str, changes: Changes) -> str:
    text = SPACES.sub(" ", text)
    for before, after in changes.get(name, ()):
        if before not in text:
            raise ValueError(f"pandoc's {name} does not say {before} any more")
        text = text.replace(before, after)
    return text


def _put(document: zipfile.ZipFile, name: str, text: bytes, compress_type: int) -> None:
    """A part without the moment at which it was made."""
    about = zipfile.ZipInfo(name)
    about.compress_type = compress_type
    document.writestr(about, text)


if __name__ == "__main__":
    main()
