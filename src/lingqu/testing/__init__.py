"""Process tests in Python: `given(model).start().complete("approve").expect(state="completed")`.

In memory and on a virtual clock, by the same step as in production. See docs/howto/test-a-process.md.
"""

from lingqu.testing.run import Run, given

__all__ = ["Run", "given"]
