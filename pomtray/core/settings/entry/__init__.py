"""An entry of the settings file while a person changes it: what it says, as fields and as texts."""
