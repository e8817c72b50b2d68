"""The one place where anything changes: `step(model, event) -> (model, effects)`, total and pure.

`value` is what is known, `signing_in`, `signing_out`, `copying` and `checking` are the rules of each job, `asking` says
what a server is to be asked, `stepping` and the tables in `steps` send every event to its rule.
"""

from pomtray.core.model.stepping import step, step_answers
from pomtray.core.model.value import Model, StandingNotice, Step

__all__ = ["Model", "StandingNotice", "Step", "step", "step_answers"]
