// Process definitions and the figures of them.

import { answers, assert, every, refused } from '../table.mjs'
import { NOBODY } from '../world.mjs'

export default {
  createDeployment: async (api, world) => {
    const first = await api.createDeployment({ resources: [world.file('later/crate@1.bpmn')] })
    const second = await api.createDeployment({ resources: [world.file('later/crate@2.bpmn')] })
    assert.deepEqual([first, second].map((each) => each.processes[0].processDefinitionVersion), [1, 2])
    const wrong = new File(['no model'], 'wrong.bpmn')
    await refused(400, () => api.createDeployment({ resources: [wrong] }))
  },
  getProcessDefinition: async (api, world) => {
    await answers(api.getProcessDefinition, (told) => [told.processDefinitionId, told.version], [
      [{ processDefinitionKey: world.definitions.shipping }, ['shipping', 1]],
      [{ processDefinitionKey: world.definitions.waiting }, ['waiting', 1]],
    ])
    await refused(404, () => api.getProcessDefinition({ processDefinitionKey: NOBODY }))
  },
  getProcessDefinitionXml: async (api, world) => {
    const { shipping, waiting } = world.definitions
    assert.match(await api.getProcessDefinitionXml({ processDefinitionKey: shipping }), /<bpmn:process [^>]*id="shipping"/)
    assert.match(await api.getProcessDefinitionXml({ processDefinitionKey: waiting }), /<bpmn:process [^>]*id="waiting"/)
  },
  searchProcessDefinitions: (api, world) =>
    answers(api.searchProcessDefinitions, every('processDefinitionId'), [
      [{ filter: { processDefinitionId: 'shipping' } }, ['shipping']],
      [{ filter: { processDefinitionKey: world.definitions.calling } }, ['calling']],
      [{ filter: { hasStartForm: true } }, ['asked']],
      [{ filter: { processDefinitionId: 'crate', isLatestVersion: true } }, ['crate']],
      [{ filter: { processDefinitionId: 'crate' } }, ['crate', 'crate']],
    ]),
  getStartProcessForm: async (api, world, plain) => {
    const form = await api.getStartProcessForm({ processDefinitionKey: world.definitions.asked })
    assert.deepEqual([form.formId, JSON.parse(form.schema).id], ['ask', 'ask'])
    // Of a 204 the client makes null, where its own schema wants nothing.
    const without = { processDefinitionKey: world.definitions.shipping }
    assert.equal((await plain.getStartProcessForm(without)) ?? null, null)
  },
  getProcessDefinitionStatistics: async (api, world) => {
    const processDefinitionKey = world.definitions.shipping
    const ask = (filter) => api.getProcessDefinitionStatistics({ processDefinitionKey, filter })
    const all = Object.fromEntries((await ask({})).items.map((each) => [each.elementId, each]))
    assert.deepEqual([all.pack.active, all.pack.completed, all.pack.incidents], [2, 1, 1])
    const hurt = (await ask({ hasIncident: true })).items
    assert.deepEqual(Object.fromEntries(hurt.map((each) => [each.elementId, each.active])), { start: 0, pack: 1 })
  },
  getProcessDefinitionInstanceStatistics: async (api) => {
    const ask = (question) => api.getProcessDefinitionInstanceStatistics(question)
    const counts = (each) => [
      each.processDefinitionId, each.activeInstancesWithIncidentCount, each.activeInstancesWithoutIncidentCount,
    ]
    const found = (await ask({})).items.map(counts)
    assert.deepEqual(found.find(([id]) => id === 'shipping'), ['shipping', 1, 2])
    assert.deepEqual(found.find(([id]) => id === 'waiting'), ['waiting', 0, 2])
    assert.equal((await ask({ page: { limit: 1 } })).items.length, 1)
  },
  getProcessDefinitionInstanceVersionStatistics: (api) =>
    answers(api.getProcessDefinitionInstanceVersionStatistics, every('activeInstancesWithoutIncidentCount'), [
      [{ filter: { processDefinitionId: 'waiting' } }, [2]],
      [{ filter: { processDefinitionId: 'hot' } }, []],
    ]),
  getProcessDefinitionMessageSubscriptionStatistics: (api, world) =>
    answers(
      api.getProcessDefinitionMessageSubscriptionStatistics,
      (found) => found.items.map((each) => [each.processDefinitionId, each.activeSubscriptions]),
      [
        [{ filter: { processDefinitionKey: world.definitions.waiting } }, [['waiting', 2]]],
        [{ filter: { processInstanceKey: world.waiting[0] } }, [['waiting', 1]]],
        [{ filter: { processDefinitionKey: world.definitions.shipping } }, []],
      ],
    ),
}
