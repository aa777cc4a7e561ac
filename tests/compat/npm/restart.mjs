// A worker of @camunda8/orchestration-cluster-api whose server goes away and comes back: every instance ends, once.
// Usage: node restart.mjs ADDRESS FOLDER. Prints "working" when half is done; then the server may be killed.

import createCamundaClient from '@camunda8/orchestration-cluster-api'

import { assert, told, until } from './table.mjs'
import { World } from './world.mjs'

const [address, folder] = process.argv.slice(2)
const client = createCamundaClient({
  config: { CAMUNDA_REST_ADDRESS: address, CAMUNDA_AUTH_STRATEGY: 'NONE', CAMUNDA_SDK_LOG_LEVEL: 'silent' },
})
const world = await new World(client, folder).begin()
const keys = []
for (let number = 0; number < 40; number += 1) keys.push(await world.start('boxing', { number }))

await told('forty instances end though the server is killed', async () => {
  let taken = 0
  const worker = client.createJobWorker({
    jobType: 'box',
    maxParallelJobs: 3,
    jobTimeoutMs: 3_000,
    pollIntervalMs: 50,
    pollTimeoutMs: 1_000,
    jobHandler: async (job) => {
      taken += 1
      if (taken === 15) process.stderr.write('working\n')
      await new Promise((resolve) => setTimeout(resolve, 100))
      // What is repeated by the client is done once: a job that was completed before is refused.
      return job.complete({ done: job.variables.number }).catch(() => job.ignore())
    },
  })
  const ended = async () => {
    const filter = { processDefinitionId: 'boxing', state: 'COMPLETED' }
    const found = await client.searchProcessInstances({ filter }, { consistency: { waitUpToMs: 0 } }).catch(() => null)
    return found?.page.totalItems === keys.length
  }
  await until(ended, 90)
  worker.stop()
  assert.ok(taken >= keys.length)
  const found = await client.searchVariables({ filter: { name: 'done' }, page: { limit: 1000 } }, { consistency: { waitUpToMs: 0 } })
  assert.deepEqual(found.items.map((each) => Number(each.value)).sort((a, b) => a - b), keys.map((_, index) => index))
})
