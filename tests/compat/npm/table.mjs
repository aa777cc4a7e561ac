// A table of operations, done row by row: each row asks one operation at least twice, differently, and says what is right.

import assert from 'node:assert/strict'

export { assert }

/** Operations that take nothing one could vary. */
const PLAIN = new Set(['getAuthentication', 'getLicense', 'getStatus', 'getSystemConfiguration', 'getTopology', 'resetClock'])
const AT_ONCE = { consistency: { waitUpToMs: 0 } }

/** The client with its operations watched; a search or reading that says nothing else answers at once, without polling. */
function watched(client, asked) {
  return new Proxy(client, {
    get(target, name) {
      const method = target[name]
      if (typeof method !== 'function') return method
      return async (question, ...more) => {
        const answer = await method.call(target, question, ...(more.length ? more : PLAIN.has(name) ? [] : [AT_ONCE]))
        asked.push({ operation: name, question: written(question), answer: written(answer) })
        return answer
      }
    },
  })
}

/** A question as text; of a file its name and size. */
const written = (question) =>
  JSON.stringify(question, (_, value) => (value instanceof Blob ? `${value.name} ${value.size}` : value))

/** Fail if a row did not ask its operation twice with different questions, or if every question had the same answer. */
function thorough(operation, asked) {
  const own = asked.filter((each) => each.operation === operation)
  assert.ok(own.length > 0, `${operation} gave no good answer in its own row`)
  if (PLAIN.has(operation)) return
  assert.ok(new Set(own.map((each) => each.question)).size > 1, `${operation} was asked one question only`)
  const answers = new Set(own.map((each) => each.answer))
  assert.ok(answers.size > 1 || answers.has(undefined), `${operation} gave the same answer to different questions`)
}

/** Do one thing and print a line of JSON about it; what it gives is given on. */
export async function told(operation, doing) {
  const line = { operation, passed: true }
  const began = Date.now()
  let given
  try {
    given = await doing()
  } catch (wrong) {
    const why = [String(wrong?.stack ?? wrong), JSON.stringify(wrong?.issues ?? wrong?.detail ?? '')]
    Object.assign(line, { passed: false, why: why.join('\n').slice(0, 4000) })
  }
  console.log(JSON.stringify({ ...line, milliseconds: Date.now() - began }))
  return given
}

/**
 * Do the rows, one after the other. A row gets the strict client, what it works on, and a client without validation
 * for the few answers that the strict one refuses of any server; the row says why.
 */
export async function run(rows, strict, plain, world) {
  for (const [operation, row] of Object.entries(rows)) {
    const asked = []
    await told(operation, async () => {
      await row(watched(strict, asked), world, watched(plain, asked))
      thorough(operation, asked)
    })
  }
}

/** Searches within one thing, which need its key. */
const WITHIN = /^search(ProcessInstance|ElementInstance|UserTask)(Incidents|Variables|EffectiveVariables|AuditLogs)$/
/** Of an item that is no process instance 8.9 has no null for its key, 8.10 has. */
const ALL = { searchBatchOperationItems: { operationType: { $neq: 'DELETE_DECISION_INSTANCE' } } }

/** Ask the searches that need no key for all there is: whatever the rows left behind has the right shape. */
export async function sweep(rows, strict) {
  const api = watched(strict, [])
  const searches = Object.keys(rows).filter((name) => name.startsWith('search') && !WITHIN.test(name))
  for (const name of searches) {
    await told(`${name} of all`, async () => {
      const found = await api[name]({ filter: ALL[name] ?? {}, page: { limit: 10_000 } })
      assert.equal(found.items.length, found.page.totalItems)
    })
  }
}

/** Ask each question of [question, right answer]; `pick` takes from an answer what is compared. */
export async function answers(ask, pick, pairs) {
  for (const [question, right] of pairs) {
    const picked = pick(await ask(question))
    assert.deepEqual(picked, right, `${JSON.stringify(question)}: ${JSON.stringify(picked)}`)
  }
}

/** Expect a refusal with this status; gives the error. */
export async function refused(status, doing) {
  try {
    await doing()
  } catch (wrong) {
    assert.equal(wrong.status, status, String(wrong?.stack))
    return wrong
  }
  throw new assert.AssertionError({ message: `Expected a refusal with ${status}, but it was answered` })
}

/** Wait until something holds. */
export async function until(holds, seconds = 20) {
  const end = Date.now() + seconds * 1000
  for (let last = await holds(); !last; last = await holds()) {
    assert.ok(Date.now() < end, `Expected it to come true within ${seconds} s: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** One property of every item of an answer, in order of size. */
export const every = (name) => (found) => found.items.map((each) => each[name]).sort()
