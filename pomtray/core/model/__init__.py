"""The one place where anything changes: `step(model, event) -> (model, effects)`, total and pure.

`value` is what is known, `signing_in`, `signing_out`, `copying` and `checking` are the rules of each job, `asking` says
what a server is to be asked, `stepping` sends every event to its rule.
"""

from pomtray.core.model.stepping import step, step_answers
from pomtray.core.model.value import Model, Step, Told

__all__ = ["Model", "Step", "Told", "step", "step_answers"]
