// The client @camunda8/sdk by its REST client: deploy, start, work, look, decide.
// Usage: node sdk.mjs ADDRESS FILE.bpmn

import sdk from '@camunda8/sdk'

import { assert, told as step, until } from '../table.mjs'

const [address, file] = process.argv.slice(2)
const camunda = new sdk.Camunda8({
  ZEEBE_REST_ADDRESS: address,
  CAMUNDA_AUTH_STRATEGY: 'NONE',
  CAMUNDA_OAUTH_DISABLED: true,
})
const client = camunda.getCamundaRestClient()

await step('getTopology', async () => assert.equal((await client.getTopology()).clusterSize, 1))
const deployed = await step('deployResourcesFromFiles', () => client.deployResourcesFromFiles([file]))
const made = await step('createProcessInstance', () =>
  client.createProcessInstance({
    processDefinitionKey: deployed.processes[0].processDefinitionKey,
    variables: { amount: 7 },
  }),
)
const filter = { processInstanceKey: made.processInstanceKey }
await step('a worker completes jobs', async () => {
  const seen = []
  const worker = client.createJobWorker({
    type: 'pack',
    timeout: 30_000,
    maxJobsToActivate: 5,
    worker: 'packer',
    pollIntervalMs: 50,
    jobHandler: async (job) => {
      seen.push(job.variables.amount)
      return job.complete({ box: 1 })
    },
  })
  await until(async () => seen.length === 1)
  worker.stop()
  assert.deepEqual(seen, [7])
})
await step('searchProcessInstances', async () => {
  const found = await client.searchProcessInstances({ filter })
  assert.deepEqual(found.items.map((each) => each.state), ['ACTIVE'])
})
const task = await step('searchUserTasks', async () => (await client.searchUserTasks({ filter })).items[0])
await step('completeUserTask', () => client.completeUserTask({ userTaskKey: task.userTaskKey, variables: {} }))
await step('the instance is over', async () => {
  const found = await client.searchProcessInstances({ filter })
  assert.deepEqual(found.items.map((each) => each.state), ['COMPLETED'])
})
await step('searchIncidents', async () => assert.deepEqual((await client.searchIncidents({ filter })).items, []))
