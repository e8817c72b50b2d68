"""`pomtray window --screenshot DIR`: every view in every state, light and dark, on ordinary and on fine screens.

`states` makes what is shown from the demo's routes by the program's own rules, `scenes` opens each view of it, `taking`
draws. Nothing is read, asked or changed: no settings, no vault, no network.
"""
