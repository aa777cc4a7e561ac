"""How the sample systems' pages look."""

from __future__ import annotations

import html
from decimal import Decimal

from examples.systems.web import Response

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #0f6e56; }
body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0 auto;
  max-width: 72rem; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem } .hint { opacity: .7; margin: 0 0 1.2rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .5rem .6rem;
  border-bottom: 1px solid var(--line); vertical-align: top } th { font-weight: 600; opacity: .7 }
.amount { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.state { border-radius: 1rem; padding: .1rem .6rem; background: var(--soft); white-space: nowrap }
.state.paid, .state.approved { color: #fff; background: var(--accent) }
.state.rejected { color: #fff; background: #b3392f }
form.new { display: flex; flex-wrap: wrap; gap: .8rem; align-items: end; margin: 1.2rem 0; padding: 1rem;
  background: var(--soft); border-radius: .6rem } label { display: grid; font-size: .85rem }
input, button { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: .4rem }
button { cursor: pointer; background: var(--accent); color: #fff; border: 0 } td form { display: inline }
button.quiet { background: none; color: inherit; border: 1px solid var(--line) }
"""
REFRESH = """
setInterval(async () => { const answer = await fetch('/table');
  if (answer.ok && !document.querySelector('table :focus'))
    document.querySelector('#table').innerHTML = await answer.text(); }, 2000);
"""


def money(amount: str, currency: str) -> str:
    """As people read it: ¥128,000.00."""
    sign = {"CNY": "¥", "USD": "$", "EUR": "€"}.get(currency, f"{currency} ")
    return html.escape(f"{sign}{Decimal(amount):,.2f}")


def page(title: str, hint: str, form: str, table: str) -> Response:
    body = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title><style>{STYLE}</style><h1>{title}</h1><p class="hint">{hint}</p>{form}
<div id="table">{table}</div><script>{REFRESH}</script></html>"""
    return Response(body=body, media="text/html; charset=utf-8")
