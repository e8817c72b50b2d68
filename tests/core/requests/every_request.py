"""Every request that another program can make."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from pomtray.core.domain.route import HeaderForm
from pomtray.core.requests.request import CredentialForm, Request, RequestKind


def requests(routes: st.SearchStrategy[str]) -> st.SearchStrategy[Request]:
    """routes: what they name."""
    return st.builds(
        Request,
        st.sampled_from(RequestKind),
        routes,
        st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
        waits=st.booleans(),
        browser=st.booleans(),
        device=st.booleans(),
        form=st.none() | st.sampled_from(HeaderForm),
        wanted=st.sampled_from(CredentialForm),
        every=st.booleans(),
        config=st.text(max_size=50),
    )
