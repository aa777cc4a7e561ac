// One process instance: begun, looked at, changed, ended.

import { answers, assert, every, refused, until } from '../table.mjs'
import { NOBODY } from '../world.mjs'

const byId = (processInstanceKey) => ({ processInstanceKey })

export default {
  createProcessInstance: async (api, world) => {
    const ask = (more) => api.createProcessInstance({ processDefinitionId: 'quick', variables: { a: 1, b: [2] }, ...more })
    assert.deepEqual((await ask({ awaitCompletion: true })).variables, { a: 1, b: [2] })
    assert.deepEqual((await ask({ awaitCompletion: true, fetchVariables: ['b'] })).variables, { b: [2] })
    const made = await api.createProcessInstance({
      processDefinitionKey: world.definitions.steps,
      tags: ['urgent', 'eu:north'],
      startInstructions: [{ elementId: 'two' }],
    })
    assert.deepEqual([...made.tags].sort(), ['eu:north', 'urgent'])
    assert.deepEqual(Object.keys(await world.active(made.processInstanceKey)), ['two'])
    await refused(404, () => api.createProcessInstance({ processDefinitionId: 'nobody' }))
  },
  getProcessInstance: async (api, world) => {
    await answers(api.getProcessInstance, (told) => [told.processDefinitionId, told.hasIncident, told.state], [
      [byId(world.failed), ['shipping', true, 'ACTIVE']],
      [byId(world.fresh), ['shipping', false, 'ACTIVE']],
      [byId(world.waiting[0]), ['waiting', false, 'ACTIVE']],
    ])
    await refused(404, () => api.getProcessInstance(byId(NOBODY)))
  },
  searchProcessInstances: (api, world) =>
    answers(api.searchProcessInstances, every('processInstanceKey'), [
      [{ filter: { processDefinitionId: 'shipping', hasIncident: true } }, [world.failed]],
      [{ filter: { processDefinitionId: 'waiting' } }, [...world.waiting].sort()],
      [{ filter: { variables: [{ name: 'box', value: '7' }] } }, [world.packed]],
      [{ filter: { $or: [{ processInstanceKey: world.fresh }, { processInstanceKey: world.failed }] } }, [world.failed, world.fresh].sort()],
      [{ filter: { processDefinitionId: 'shipping', state: 'COMPLETED' } }, []],
    ]),
  cancelProcessInstance: async (api, world) => {
    const [one, two] = [await world.start('steps'), await world.start('steps')]
    await api.cancelProcessInstance(byId(one))
    assert.deepEqual([await world.state(one), await world.state(two)], ['TERMINATED', 'ACTIVE'])
    await api.cancelProcessInstance({ ...byId(two), operationReference: 7 })
    assert.equal(await world.state(two), 'TERMINATED')
    await refused(404, () => api.cancelProcessInstance(byId(NOBODY)))
  },
  deleteProcessInstance: async (api, world) => {
    const keys = [await world.start('steps'), await world.start('steps')]
    await refused(409, () => api.deleteProcessInstance(byId(keys[0])))
    for (const key of keys) {
      await api.cancelProcessInstance(byId(key))
      await api.deleteProcessInstance(byId(key))
      await refused(404, () => api.getProcessInstance(byId(key)))
    }
  },
  modifyProcessInstance: async (api, world) => {
    const [moved, doubled] = [await world.start('steps'), await world.start('steps')]
    await api.modifyProcessInstance({
      ...byId(moved),
      moveInstructions: [
        {
          sourceElementInstruction: { sourceType: 'byId', sourceElementId: 'one' },
          targetElementId: 'two',
          variableInstructions: [{ variables: { moved: true } }],
        },
      ],
    })
    await api.modifyProcessInstance({ ...byId(doubled), activateInstructions: [{ elementId: 'two' }] })
    assert.deepEqual(Object.keys(await world.active(moved)), ['two'])
    assert.deepEqual(Object.keys(await world.active(doubled)).sort(), ['one', 'two'])
    const wrong = [{ elementId: 'nowhere' }]
    await refused(400, () => api.modifyProcessInstance({ ...byId(moved), activateInstructions: wrong }))
  },
  migrateProcessInstance: async (api, world) => {
    const versions = (await world.client.searchProcessDefinitions({ filter: { processDefinitionId: 'crate' }, sort: [{ field: 'version' }] }, { consistency: { waitUpToMs: 0 } })).items
    const [first, second] = versions.map((each) => each.processDefinitionKey)
    for (const target of [second, first]) {
      const key = await world.start('crate', {}, { processDefinitionVersion: target === second ? 1 : 2 })
      await api.migrateProcessInstance({
        ...byId(key),
        targetProcessDefinitionKey: target,
        mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'a' }],
      })
      assert.equal((await api.getProcessInstance(byId(key))).processDefinitionKey, target)
      await api.cancelProcessInstance(byId(key))
    }
  },
  getProcessInstanceCallHierarchy: async (api, world) => {
    const parent = await world.start('calling')
    const [child] = (await api.searchProcessInstances({ filter: { parentProcessInstanceKey: parent } })).items
    await answers(api.getProcessInstanceCallHierarchy, (chain) => chain.map((each) => each.processInstanceKey), [
      [byId(child.processInstanceKey), [parent, child.processInstanceKey]],
      [byId(parent), [parent]],
    ])
  },
  getProcessInstanceSequenceFlows: (api, world) =>
    answers(api.getProcessInstanceSequenceFlows, every('elementId'), [
      [byId(world.packed), ['pack-check', 'start-pack']],
      [byId(world.fresh), ['start-pack']],
    ]),
  getProcessInstanceStatistics: (api, world) =>
    answers(api.getProcessInstanceStatistics, (found) => found.items.map((each) => [each.elementId, each.active, each.completed, each.incidents]).sort(), [
      [byId(world.packed), [['check', 1, 0, 0], ['pack', 0, 1, 0], ['start', 0, 1, 0]]],
      [byId(world.failed), [['pack', 1, 0, 1], ['start', 0, 1, 0]]],
    ]),
  searchProcessInstanceIncidents: async (api, world) => {
    await answers(api.searchProcessInstanceIncidents, every('elementId'), [
      [byId(world.failed), ['pack']],
      [byId(world.fresh), []],
    ])
    await refused(404, () => api.searchProcessInstanceIncidents(byId(NOBODY)))
  },
  resolveProcessInstanceIncidents: async (api, world) => {
    for (const message of ['bent', 'burnt']) {
      const hurt = await world.hurt(message)
      const done = await world.over(await api.resolveProcessInstanceIncidents(byId(hurt.processInstanceKey)))
      assert.deepEqual([done.batchOperationType, done.operationsCompletedCount], ['RESOLVE_INCIDENT', 1])
      assert.equal((await api.getIncident({ incidentKey: hurt.incidentKey })).state, 'RESOLVED')
    }
  },
  activateAdHocSubProcessActivities: async (api, world) => {
    const key = await world.start('choosing')
    const adHocSubProcessInstanceKey = (await world.active(key)).part
    const activate = (...elements) => api.activateAdHocSubProcessActivities({ adHocSubProcessInstanceKey, elements })
    const tasks = async () => every('elementId')(await api.searchUserTasks({ filter: { processInstanceKey: key } }))
    await activate({ elementId: 'visit', variables: { who: 'Li Na' } })
    assert.deepEqual(await tasks(), ['visit'])
    await activate({ elementId: 'call' })
    assert.deepEqual(await tasks(), ['call', 'visit'])
    await refused(400, () => activate({ elementId: 'nobody' }))
  },
  getElementInstance: async (api, world) => {
    const { check } = await world.active(world.packed)
    const { hear } = await world.active(world.waiting[0])
    await answers(api.getElementInstance, (told) => [told.elementId, told.type, told.state], [
      [{ elementInstanceKey: check }, ['check', 'USER_TASK', 'ACTIVE']],
      [{ elementInstanceKey: hear }, ['hear', 'INTERMEDIATE_CATCH_EVENT', 'ACTIVE']],
    ])
    await refused(404, () => api.getElementInstance({ elementInstanceKey: NOBODY }))
  },
  searchElementInstances: (api, world) =>
    answers(api.searchElementInstances, every('elementId'), [
      [{ filter: { processInstanceKey: world.packed, state: 'ACTIVE' } }, ['check', 'shipping']],
      [{ filter: { processInstanceKey: world.packed, type: 'SERVICE_TASK' } }, ['pack']],
      [{ filter: { processInstanceKey: world.failed, hasIncident: true, elementId: 'pack' } }, ['pack']],
      [{ filter: { processInstanceKey: world.failed, type: 'USER_TASK' } }, []],
    ]),
  searchElementInstanceIncidents: async (api, world) => {
    const { pack } = await world.active(world.failed)
    const { check } = await world.active(world.packed)
    await answers(api.searchElementInstanceIncidents, every('processInstanceKey'), [
      [{ elementInstanceKey: pack }, [world.failed]],
      [{ elementInstanceKey: check }, []],
    ])
  },
  createElementInstanceVariables: async (api, world) => {
    const key = await world.start('steps')
    const place = (await world.active(key)).one
    await api.createElementInstanceVariables({ elementInstanceKey: place, variables: { near: [1, 2] }, local: true })
    await api.createElementInstanceVariables({ elementInstanceKey: place, variables: { far: 'x' } })
    const found = (await api.searchVariables({ filter: { processInstanceKey: key } })).items
    assert.deepEqual(Object.fromEntries(found.map((each) => [each.name, [each.scopeKey, each.value]])), {
      near: [place, '[1,2]'],
      far: [key, '"x"'],
    })
  },
  broadcastSignal: async (api, world) => {
    const key = await world.start('listening')
    await api.broadcastSignal({ signalName: 'others' })
    assert.equal(await world.state(key), 'ACTIVE')
    await api.broadcastSignal({ signalName: 'all', variables: { v: 1 } })
    await until(async () => (await world.state(key)) === 'COMPLETED')
  },
}
