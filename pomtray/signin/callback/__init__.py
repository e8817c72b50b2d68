"""Where the browser comes back to: the listener of a sign-in, its visitors, callbacks and pages."""
