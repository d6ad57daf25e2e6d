"""Ends by the interactive shell's word.
verdict: runtime_error
message: SystemExit|before it answered|NameError
effect: answer judge"""


def sum(x):
    quit()
