// What the client makes of a 503: it asks again, and what it asked for is done once.
// Usage: node busy.mjs ADDRESS FOLDER. Says "ready", then waits for a line; says "refused" at the first 503.

import { once } from 'node:events'

import createCamundaClient from '@camunda8/orchestration-cluster-api'

import { assert, told, until } from './table.mjs'
import { World } from './world.mjs'

const [address, folder] = process.argv.slice(2)
const statuses = []
const watching = async (...given) => {
  const response = await fetch(...given)
  statuses.push(response.status)
  if (response.status === 503 && statuses.length === 1) process.stderr.write('refused\n')
  return response
}
const config = { CAMUNDA_REST_ADDRESS: address, CAMUNDA_AUTH_STRATEGY: 'NONE', CAMUNDA_SDK_LOG_LEVEL: 'silent' }
const client = createCamundaClient({ config, fetch: watching })
const world = await new World(createCamundaClient({ config }), folder).begin()
const steps = { processDefinitionId: 'steps' }
process.stderr.write('ready\n')
await once(process.stdin, 'data')

await told('a 503 that is repeated until it passes', async () => {
  const made = await client.createProcessInstance(steps, { retry: { maxAttempts: 20, baseDelayMs: 200, maxDelayMs: 500 } })
  assert.deepEqual([statuses[0], statuses.at(-1)], [503, 200])
  await until(async () => (await world.state(made.processInstanceKey)) === 'ACTIVE')
  const all = await client.searchProcessInstances({ filter: steps }, { consistency: { waitUpToMs: 0 } })
  assert.deepEqual(all.items.map((each) => each.processInstanceKey), [made.processInstanceKey])
})
process.stdin.destroy()
