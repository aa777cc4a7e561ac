// The job workers of @camunda8/orchestration-cluster-api: each ending of a job, leases that run out, threads, corrections.
// Usage: node worker.mjs ADDRESS FOLDER

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import createCamundaClient from '@camunda8/orchestration-cluster-api'

import { assert, every, told, until } from './table.mjs'
import { World } from './world.mjs'

const [address, folder] = process.argv.slice(2)
const client = createCamundaClient({
  config: { CAMUNDA_REST_ADDRESS: address, CAMUNDA_AUTH_STRATEGY: 'NONE', CAMUNDA_SDK_VALIDATION: 'res:strict' },
})
const soon = { consistency: { waitUpToMs: 20_000, pollIntervalMs: 50 } }
const world = await new World(client, folder).begin()

/** A worker that does this with each job, while something is done; stopped gracefully, nothing left at work. */
async function working(jobType, jobHandler, doing, more = {}) {
  const worker = client.createJobWorker({
    jobType, jobHandler, jobTimeoutMs: 30_000, maxParallelJobs: 4, pollIntervalMs: 20, pollTimeoutMs: 400, ...more,
  })
  try {
    await doing()
  } finally {
    const left = await worker.stopGracefully({ waitUpToMs: 8_000 })
    assert.equal(left.remainingJobs, 0)
  }
}
const ended = (key) => until(async () => (await world.state(key)) === 'COMPLETED')
const incident = async (processInstanceKey) =>
  (await client.searchIncidents({ filter: { processInstanceKey, state: 'ACTIVE' } }, soon)).items[0]

await told('complete, with variables and headers that were fetched', async () => {
  const seen = []
  const keys = []
  const handler = (job) => {
    seen.push([job.variables, job.customHeaders.size])
    return job.complete({ box: job.variables.number })
  }
  await working('box', handler, async () => {
    for (let number = 0; number < 12; number += 1) keys.push(await world.start('boxing', { number, other: 1 }))
    for (const key of keys) await ended(key)
  }, { fetchVariables: ['number'] })
  assert.deepEqual(seen.map(([variables]) => variables.number).sort((a, b) => a - b), [...Array(12).keys()])
  assert.ok(seen.every(([variables, size]) => Object.keys(variables).length === 1 && size === 'large'))
  const found = await client.searchVariables({ filter: { processInstanceKey: keys[5], name: 'box' } }, soon)
  assert.deepEqual(every('value')(found), ['5'])
})
await told('fail, tried again after its pause, then an incident', async () => {
  const retries = []
  const key = await world.start('failing')
  const handler = (job) => {
    retries.push(job.retries)
    return job.fail({ errorMessage: 'torn', retries: job.retries - 1, retryBackOff: 10 })
  }
  await working('frail', handler, () => until(async () => (await incident(key)) !== undefined))
  assert.deepEqual(retries, [3, 2, 1])
  assert.equal((await incident(key)).errorType, 'JOB_NO_RETRIES')
})
await told('error, caught by the process', async () => {
  const key = await world.start('failing')
  const handler = (job) => job.error({ errorCode: 'LOST', errorMessage: 'gone', variables: { why: 'rain' } })
  await working('frail', handler, () => until(async () => 'sorry' in (await world.active(key))))
})
await told('cancelWorkflow', async () => {
  const key = await world.start('failing')
  await working('frail', (job) => job.cancelWorkflow({}), () => until(async () => (await world.state(key)) === 'TERMINATED'))
})
await told('a handler that throws fails the job', async () => {
  const key = await world.start('failing')
  const broken = () => {
    throw new Error('out of ink')
  }
  await working('frail', broken, () => until(async () => (await client.searchJobs({ filter: { processInstanceKey: key } }, soon)).items[0].errorMessage?.includes('out of ink')))
  await client.cancelProcessInstance({ processInstanceKey: key })
})
await told('a job whose time is over goes to another worker, and is completed once', async () => {
  const key = await world.start('boxing')
  const seen = []
  const ignore = (job) => {
    seen.push(job)
    return job.ignore()
  }
  await working('box', ignore, () => until(() => seen.length >= 1), { jobTimeoutMs: 500 })
  await working('box', (job) => job.complete({}), () => ended(key))
  await assert.rejects(() => client.completeJob({ jobKey: seen[0].jobKey }, { retry: false }), (wrong) => wrong.status === 409)
})
await told('a long poll is answered as soon as there is a job', async () => {
  const wanted = { type: 'box', timeout: 30_000, maxJobsToActivate: 1, requestTimeout: 20_000 }
  const began = Date.now()
  const asked = client.activateJobs(wanted)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const key = await world.start('boxing')
  const [job] = (await asked).jobs
  assert.equal(job.processInstanceKey, key)
  assert.ok(Date.now() - began < 15_000)
  await job.complete({})
  await ended(key)
})
await told('a worker of threads', async () => {
  const handlerModule = join(folder, 'handler.mjs')
  writeFileSync(handlerModule, 'export default async (job) => job.complete({ doubled: job.variables.number * 2 })\n')
  const worker = client.createThreadedJobWorker({
    jobType: 'box', handlerModule, jobTimeoutMs: 30_000, maxParallelJobs: 4, pollIntervalMs: 20, pollTimeoutMs: 400, threadPoolSize: 2,
  })
  const keys = [await world.start('boxing', { number: 3 }), await world.start('boxing', { number: 4 })]
  for (const key of keys) await ended(key)
  await worker.stopGracefully({ waitUpToMs: 8_000 })
  client.stopAllWorkers()
  const found = async (key) => every('value')(await client.searchVariables({ filter: { processInstanceKey: key, name: 'doubled' } }, soon))
  assert.deepEqual([await found(keys[0]), await found(keys[1])], [['6'], ['8']])
})
await told('a listener of every task corrects one and denies another', async () => {
  await client.createGlobalTaskListener({ id: 'watch', type: 'watch', eventTypes: ['assigning', 'completing'], retries: 1 })
  const [one, other] = [await world.start('steps'), await world.start('steps')]
  const handler = (job) =>
    job.listenerEventType === 'ASSIGNING'
      ? job.complete({}, { type: 'userTask', corrections: { assignee: 'carla', priority: 80 } })
      : job.complete({}, { type: 'userTask', denied: true, deniedReason: 'not yet' })
  await working('watch', handler, async () => {
    await client.assignUserTask({ userTaskKey: await world.task(one), assignee: 'anna' })
    const corrected = { filter: { processInstanceKey: one, assignee: 'carla', priority: 80 } }
    await client.searchUserTasks(corrected, soon)
    await client.completeUserTask({ userTaskKey: await world.task(other) }).catch((wrong) => assert.equal(wrong.status, 409))
    await until(async () => (await client.searchJobs({ filter: { processInstanceKey: other, type: 'watch', state: 'COMPLETED' } }, soon)).items.length === 1)
    assert.deepEqual(Object.keys(await world.active(other)), ['one'])
  })
  await client.deleteGlobalTaskListener({ id: 'watch' })
})
