// The client @camunda8/orchestration-cluster-api, operation by operation, its strict validation of answers switched on.
// Usage: node operations.mjs ADDRESS FOLDER [VALIDATION]. Prints a line of JSON for each, the last one names all it has.

import createCamundaClient from '@camunda8/orchestration-cluster-api'

import batches from './operations/batches.mjs'
import decisions from './operations/decisions.mjs'
import definitions from './operations/definitions.mjs'
import instances from './operations/instances.mjs'
import jobs from './operations/jobs.mjs'
import keeping from './operations/keeping.mjs'
import messages from './operations/messages.mjs'
import system from './operations/system.mjs'
import tasks from './operations/tasks.mjs'
import { run, sweep } from './table.mjs'
import { World } from './world.mjs'

const [address, folder, validation = 'req:none,res:strict'] = process.argv.slice(2)
const client = (CAMUNDA_SDK_VALIDATION) =>
  createCamundaClient({
    config: { CAMUNDA_REST_ADDRESS: address, CAMUNDA_AUTH_STRATEGY: 'NONE', CAMUNDA_SDK_VALIDATION },
  })
const [strict, plain] = [client(validation), client('none')]
const rows = {
  ...definitions, ...jobs, ...instances, ...messages, ...decisions, ...tasks, ...keeping, ...batches, ...system,
}
await run(rows, strict, plain, await new World(strict, folder).begin())
await sweep(rows, strict)
console.log(JSON.stringify({ known: Object.getOwnPropertyNames(Object.getPrototypeOf(strict)) }))
