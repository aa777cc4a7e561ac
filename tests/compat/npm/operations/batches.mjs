// Operations on many instances at once, and the batch operations that do them.

import { answers, assert, every, refused } from '../table.mjs'
import { NOBODY } from '../world.mjs'

const of = (businessId, more) => ({ filter: { businessId, ...more } })
const move = (from, to) => [{ sourceElementId: from, targetElementId: to }]

/** Ask for each of two business ids; the right count is done, of the right type. */
async function both(world, type, ask, questions) {
  for (const [question, completed] of questions) {
    const made = await ask(question)
    assert.equal(made.batchOperationType, type)
    const done = await world.over(made)
    assert.deepEqual([done.state, done.operationsCompletedCount], ['COMPLETED', completed])
  }
}

/** Catch a batch operation at work: instances are moved to and fro until one is suspended before it is over. */
async function caught(api, world) {
  world.held ??= await world.many(40, 'held')
  for (let turn = 0; turn < 60; turn += 1) {
    const moveInstructions = turn % 2 ? move('two', 'one') : move('one', 'two')
    const made = await api.modifyProcessInstancesBatchOperation({ ...of('held'), moveInstructions })
    try {
      await api.suspendBatchOperation({ batchOperationKey: made.batchOperationKey })
    } catch (wrong) {
      assert.equal(wrong.status, 409)
      await world.over(made)
      continue
    }
    const told = await api.getBatchOperation({ batchOperationKey: made.batchOperationKey })
    if (told.operationsCompletedCount + told.operationsFailedCount < told.operationsTotalCount) return told.batchOperationKey
    await api.cancelBatchOperation({ batchOperationKey: made.batchOperationKey })
  }
  throw new Error('Expected to catch one of 60 operations at work, but all were over')
}

const state = async (api, batchOperationKey) => (await api.getBatchOperation({ batchOperationKey })).state

export default {
  modifyProcessInstancesBatchOperation: async (api, world) => {
    const keys = [...(await world.many(2, 'move-a')), ...(await world.many(1, 'move-b'))]
    await both(world, 'MODIFY_PROCESS_INSTANCE', api.modifyProcessInstancesBatchOperation, [
      [{ ...of('move-a'), moveInstructions: move('one', 'two') }, 2],
      [{ ...of('move-b'), moveInstructions: move('one', 'three') }, 1],
    ])
    const places = []
    for (const key of keys) places.push(...Object.keys(await world.active(key)))
    assert.deepEqual(places, ['two', 'two', 'three'])
  },
  cancelProcessInstancesBatchOperation: async (api, world) => {
    const [first] = [...(await world.many(2, 'stop-a')), ...(await world.many(1, 'stop-b'))]
    await both(world, 'CANCEL_PROCESS_INSTANCE', api.cancelProcessInstancesBatchOperation, [
      [of('stop-a'), 2],
      [of('stop-b'), 1],
    ])
    assert.equal(await world.state(first), 'TERMINATED')
  },
  deleteProcessInstancesBatchOperation: async (api, world) => {
    await both(world, 'DELETE_PROCESS_INSTANCE', api.deleteProcessInstancesBatchOperation, [
      [of('stop-a'), 2],
      [of('stop-b'), 1],
    ])
    assert.deepEqual((await api.searchProcessInstances(of('stop-a'))).items, [])
  },
  migrateProcessInstancesBatchOperation: async (api, world) => {
    const found = await api.searchProcessDefinitions({ filter: { processDefinitionId: 'crate' }, sort: [{ field: 'version' }] })
    const [first, second] = found.items.map((each) => each.processDefinitionKey)
    const mappingInstructions = [{ sourceElementId: 'a', targetElementId: 'a' }]
    await world.start('crate', {}, { processDefinitionVersion: 1, businessId: 'crates' })
    const plan = (targetProcessDefinitionKey) => ({ migrationPlan: { targetProcessDefinitionKey, mappingInstructions } })
    await both(world, 'MIGRATE_PROCESS_INSTANCE', api.migrateProcessInstancesBatchOperation, [
      [{ ...of('crates'), ...plan(second) }, 1],
      [{ ...of('crates'), ...plan(first) }, 1],
    ])
    const [one] = (await api.searchProcessInstances(of('crates'))).items
    assert.equal(one.processDefinitionKey, first)
  },
  resolveIncidentsBatchOperation: async (api, world) => {
    const hurt = [await world.hurt('bent', 'hurt-a'), await world.hurt('worn', 'hurt-b')]
    await both(world, 'RESOLVE_INCIDENT', api.resolveIncidentsBatchOperation, [
      [of('hurt-a'), 1],
      [of('hurt-b', { state: 'ACTIVE' }), 1],
    ])
    for (const { incidentKey } of hurt) assert.equal((await api.getIncident({ incidentKey })).state, 'RESOLVED')
  },
  deleteDecisionInstancesBatchOperation: async (api, world) => {
    const evaluated = async () =>
      (await api.evaluateDecision({ decisionDefinitionId: '_risk', variables: { days: 1 } })).decisionEvaluationKey
    const [one, two] = [await evaluated(), await evaluated()]
    await both(world, 'DELETE_DECISION_INSTANCE', api.deleteDecisionInstancesBatchOperation, [
      [{ filter: { decisionEvaluationKey: one } }, 1],
      [{ filter: { decisionEvaluationKey: NOBODY } }, 0],
    ])
    const left = async (key) => (await api.searchDecisionInstances({ filter: { decisionEvaluationKey: key } })).items.length
    assert.deepEqual([await left(one), await left(two)], [0, 1])
  },
  getBatchOperation: async (api, world) => {
    const [one, two] = [of('none-1'), of('none-2')]
    const made = [await api.cancelProcessInstancesBatchOperation(one), await api.deleteProcessInstancesBatchOperation(two)]
    await answers(api.getBatchOperation, (told) => told.batchOperationType, [
      [{ batchOperationKey: made[0].batchOperationKey }, 'CANCEL_PROCESS_INSTANCE'],
      [{ batchOperationKey: made[1].batchOperationKey }, 'DELETE_PROCESS_INSTANCE'],
    ])
    await refused(404, () => api.getBatchOperation({ batchOperationKey: NOBODY }))
  },
  searchBatchOperations: async (api, world) => {
    const { batchOperationKey } = await api.cancelProcessInstancesBatchOperation(of('nobody'))
    await world.over({ batchOperationKey })
    await answers(api.searchBatchOperations, (found) => found.items.map((each) => [each.batchOperationKey, each.actorId]), [
      [{ filter: { batchOperationKey, operationType: 'CANCEL_PROCESS_INSTANCE' } }, [[batchOperationKey, 'admin']]],
      [{ filter: { batchOperationKey, operationType: 'RESOLVE_INCIDENT' } }, []],
    ])
  },
  searchBatchOperationItems: async (api, world) => {
    const [key] = await world.many(1, 'items')
    const { batchOperationKey } = await api.cancelProcessInstancesBatchOperation(of('items'))
    await world.over({ batchOperationKey })
    await answers(api.searchBatchOperationItems, every('processInstanceKey'), [
      [{ filter: { batchOperationKey, state: 'COMPLETED' } }, [key]],
      [{ filter: { batchOperationKey, state: 'FAILED' } }, []],
    ])
  },
  suspendBatchOperation: async (api, world) => {
    for (let turn = 0; turn < 2; turn += 1) {
      const batchOperationKey = await caught(api, world)
      assert.equal(await state(api, batchOperationKey), 'SUSPENDED')
      await api.cancelBatchOperation({ batchOperationKey })
    }
    await refused(404, () => api.suspendBatchOperation({ batchOperationKey: NOBODY }))
  },
  resumeBatchOperation: async (api, world) => {
    for (let turn = 0; turn < 2; turn += 1) {
      const batchOperationKey = await caught(api, world)
      await api.resumeBatchOperation({ batchOperationKey })
      const done = await world.over({ batchOperationKey })
      assert.equal(done.operationsCompletedCount + done.operationsFailedCount, world.held.length)
    }
  },
  cancelBatchOperation: async (api, world) => {
    for (let turn = 0; turn < 2; turn += 1) {
      const batchOperationKey = await caught(api, world)
      await api.cancelBatchOperation({ batchOperationKey })
      const told = await api.getBatchOperation({ batchOperationKey })
      assert.equal(told.state, 'CANCELED')
      const items = async (state) =>
        (await api.searchBatchOperationItems({ filter: { batchOperationKey, state } })).page.totalItems
      assert.equal(await items('COMPLETED'), told.operationsCompletedCount)
      assert.ok((await items('CANCELED')) > 0)
    }
  },
}
