"""Codes that are cases as well, as NVivo writes them: what is coded with one is that person's words."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from reflect.exchange.refi_records import Case, Code, Coding, Source


def without_cases(codes: Sequence[Code], guids: set[str]) -> tuple[Code, ...]:
    """The codes without those that are cases too, as NVivo writes them; what stands beneath one moves up."""
    found: list[Code] = []
    for code in codes:
        inside = without_cases(code.children, guids)
        if code.guid in guids:
            found += inside
        else:
            found.append(msgspec.structs.replace(code, children=inside))
    return tuple(found)


def case_codings(
    sources: Sequence[Source], cases: Sequence[Case]
) -> tuple[tuple[Source, ...], tuple[Case, ...]]:
    """Codings whose code is a case say whose words they are."""
    known = {case.guid for case in cases}
    spoken: dict[str, list[str]] = {}
    whole: dict[str, list[str]] = {}
    for source in sources:
        for coding in source.codings:
            whole.setdefault(coding.code, []).append(source.guid)
        for one in source.selections:
            for coding in one.codings:
                spoken.setdefault(coding.code, []).append(one.guid)

    def left(codings: Sequence[Coding]) -> tuple[Coding, ...]:
        return tuple(coding for coding in codings if coding.code not in known)

    return tuple(
        msgspec.structs.replace(
            source,
            codings=left(source.codings),
            selections=tuple(
                msgspec.structs.replace(one, codings=left(one.codings)) for one in source.selections
            ),
        )
        for source in sources
    ), tuple(
        msgspec.structs.replace(
            case,
            selections=(*case.selections, *spoken.get(case.guid, ())),
            sources=(*case.sources, *whole.get(case.guid, ())),
        )
        for case in cases
    )
