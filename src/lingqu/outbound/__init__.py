"""The one door out: guarded HTTP, mail and secrets. Every address is checked before the first byte leaves.

The law of this room: a caller is told exactly which of three things happened. An answer came (`OutboundResponse`,
`MailReceipt`), nothing left (`NotSent`), or it may have been carried out (`Unknown`): look it up, never repeat.
"""
