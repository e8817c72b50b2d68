"""Brings the translations up to the program's texts, and says how many are still to be translated."""

from __future__ import annotations

import sys

from tests.texts.collecting import collected
from tests.texts.linguist import catalogue_of, file_of, languages, lines, merged, read, written


def main() -> int:
    """Gives the exit status: 1 where something is left to translate."""
    texts, left = collected(), 0
    for language in languages():
        found = merged(texts, read(file_of(language)))
        file_of(language).write_text(written(found, language), encoding="utf-8")
        catalogue_of(language).write_text(lines(found), encoding="utf-8")
        missing = [each.text.pattern for each in found if not each.forms]
        left += len(missing)
        sys.stdout.write(f"{language}: {len(texts)} texts, {len(missing)} not translated yet\n")
        sys.stdout.writelines(f"    {pattern}\n" for pattern in missing)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
