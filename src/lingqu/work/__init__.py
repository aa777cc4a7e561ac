"""Human work: who has to do what, what they may do with it, and what they did. Every read takes a Viewer.

`inbox` lists, `task_page` shows one, `desk` does the verbs (rights and forms are checked here, then the runtime
decides), `attending` finds people after the commit, `timeline` tells the story. No verb is decided in SQL or here:
they ask `approvals`.
"""
