"""The worker: TLS, encryption and keyring, in a process that goes when it is done. Wiring of its own, never Qt.

Start (`__main__`): what nobody may see is shut off (`confining`), its standard input is its end of the pair, the first
word says what it is for. Each call is a task (`serving`); a sign-in talks to the person through the pair (`hooks`).

Stop: the end of file, which is also what the program's crash looks like. Then a save that is under way is finished,
and nothing else.
"""
