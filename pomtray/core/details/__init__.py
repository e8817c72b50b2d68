"""All that is known of one route, for the details pane: a function of the model and the time.

`value` is what is shown, `checks` what servers said and what failed, `claimed` what its token says, `destinations` who
may have it, `renewing` what makes it last.
"""

from pomtray.core.details.telling import details
from pomtray.core.details.value import PROGRAMS, Allowed, Details, Fact, Section, Trouble

__all__ = ["PROGRAMS", "Allowed", "Details", "Fact", "Section", "Trouble", "details"]
