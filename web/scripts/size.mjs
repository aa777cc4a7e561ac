/** What a first visit must load before anything shows, gzipped; stops above the limit (kB). */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 260;
const OUT = new URL("../../src/lingqu/webui/", import.meta.url);
const read = (name) => readFileSync(new URL(name, OUT));

const sizes = new Map();
function visit(name) {
  if (sizes.has(name)) return;
  const code = read(`assets/${name}`);
  sizes.set(name, gzipSync(code).length / 1000);
  for (const [, next] of code.toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) visit(next);
}
for (const [, name] of read("index.html")
  .toString()
  .matchAll(/assets\/([^"]+\.js)/g))
  visit(name);

for (const [name, size] of [...sizes].sort((a, b) => b[1] - a[1]))
  console.log(`${size.toFixed(1).padStart(7)}  ${name}`);
const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
console.log(`${total.toFixed(1).padStart(7)}  entry in all, limit ${LIMIT}`);
if (total > LIMIT) process.exit(1);
