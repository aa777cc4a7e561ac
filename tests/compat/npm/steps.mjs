// Steps of a client script: each is done, and what came of it is told as one line of JSON at the end.

import assert from 'node:assert/strict'

export { assert }

const told = []

/** Do a step; what it gives is given on, a failure is told and ends nothing. */
export async function step(name, run) {
  try {
    const given = await run()
    told.push({ name, passed: true })
    return given
  } catch (wrong) {
    told.push({ name, passed: false, why: String(wrong?.stack ?? wrong).slice(0, 2000) })
    return undefined
  }
}

/** Wait until something holds, ten seconds at most. */
export async function until(holds) {
  for (let turn = 0; turn < 100 && !(await holds()); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export function tell() {
  console.log(JSON.stringify(told))
}
