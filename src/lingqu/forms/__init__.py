"""Forms, validated and merged on the server by the same schema that the browser renders. Pure; time is an argument.

`schema.read` gives what is enforced of a form, `schema.problems` says what could not be, `check.check` tells what of a
submission may be written and what is wrong with it, `merge.merge` brings together two people's edits, `rights.visible`
takes away what a reader may not see.
"""
