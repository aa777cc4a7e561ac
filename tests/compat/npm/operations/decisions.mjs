// Decisions, their models, their evaluations, and expressions.

import { answers, assert, every, refused } from '../table.mjs'
import { NOBODY } from '../world.mjs'

const evaluate = (api, decisionDefinitionId, variables) => api.evaluateDecision({ decisionDefinitionId, variables })

export default {
  evaluateDecision: async (api, world) => {
    const high = await evaluate(api, '_limit', { days: 40, amount: 250 })
    const low = await api.evaluateDecision({
      decisionDefinitionKey: world.decisions._limit.decisionDefinitionKey,
      variables: { days: 3, amount: 250 },
    })
    assert.deepEqual([JSON.parse(high.output), JSON.parse(low.output)], [0, 250])
    assert.deepEqual(high.evaluatedDecisions.map((each) => each.decisionDefinitionId), ['_risk', '_limit'])
    assert.equal(high.evaluatedDecisions[0].matchedRules[0].evaluatedOutputs[0].outputValue, '"high"')
    const failed = await evaluate(api, '_strict', { amount: 3 })
    assert.match(failed.failureMessage, /Hit policy U/)
    await refused(404, () => evaluate(api, 'nobody', {}))
  },
  getDecisionDefinition: async (api, world) => {
    const key = (id) => ({ decisionDefinitionKey: world.decisions[id].decisionDefinitionKey })
    await answers(api.getDecisionDefinition, (told) => [told.decisionDefinitionId, told.decisionRequirementsId], [
      [key('_limit'), ['_limit', 'limits']],
      [key('_colour'), ['_colour', 'colours']],
    ])
    await refused(404, () => api.getDecisionDefinition({ decisionDefinitionKey: NOBODY }))
  },
  getDecisionDefinitionXml: async (api, world) => {
    const xml = (id) => api.getDecisionDefinitionXml({ decisionDefinitionKey: world.decisions[id].decisionDefinitionKey })
    assert.match(await xml('_limit'), /id="limits"/)
    assert.match(await xml('_colour'), /id="colours"/)
  },
  searchDecisionDefinitions: (api) =>
    answers(api.searchDecisionDefinitions, every('decisionDefinitionId'), [
      [{ filter: { decisionRequirementsId: 'limits' } }, ['_limit', '_risk', '_strict']],
      [{ filter: { name: 'colour', isLatestVersion: true } }, ['_colour']],
      [{ filter: { version: 9 } }, []],
    ]),
  getDecisionRequirements: async (api, world) => {
    const key = (id) => ({ decisionRequirementsKey: world.models[id].decisionRequirementsKey })
    await answers(api.getDecisionRequirements, (told) => [told.decisionRequirementsName, told.resourceName], [
      [key('limits'), ['Limits', 'limits.dmn']],
      [key('colours'), ['Colours', 'colours.dmn']],
    ])
    await refused(404, () => api.getDecisionRequirements({ decisionRequirementsKey: NOBODY }))
  },
  getDecisionRequirementsXml: async (api, world) => {
    const xml = (id) => api.getDecisionRequirementsXml({ decisionRequirementsKey: world.models[id].decisionRequirementsKey })
    assert.match(await xml('limits'), /name="Limits"/)
    assert.match(await xml('colours'), /name="Colours"/)
  },
  searchDecisionRequirements: (api) =>
    answers(api.searchDecisionRequirements, every('decisionRequirementsId'), [
      [{ filter: { decisionRequirementsName: 'Limits' } }, ['limits']],
      [{ filter: { resourceName: 'colours.dmn' } }, ['colours']],
      [{ filter: { tenantId: 'other' } }, []],
    ]),
  searchDecisionInstances: async (api, world) => {
    const key = await world.start('deciding', { days: 41, amount: 7 })
    await answers(api.searchDecisionInstances, every('decisionDefinitionId'), [
      [{ filter: { processInstanceKey: key } }, ['_limit', '_risk']],
      [{ filter: { processInstanceKey: key, decisionDefinitionType: 'DECISION_TABLE' } }, ['_risk']],
      [{ filter: { processInstanceKey: key, state: 'FAILED' } }, []],
    ])
  },
  getDecisionInstance: async (api, world) => {
    const key = await world.start('deciding', { days: 45, amount: 7 })
    const sort = [{ field: 'decisionEvaluationInstanceKey' }]
    const found = (await api.searchDecisionInstances({ filter: { processInstanceKey: key }, sort })).items
    const [risk, limit] = found.map((each) => ({ decisionEvaluationInstanceKey: each.decisionEvaluationInstanceKey }))
    await answers(api.getDecisionInstance, (told) => [told.evaluatedInputs.map((each) => each.inputName), told.result], [
      [risk, [['days'], '"high"']],
      [limit, [['risk'], '0']],
    ])
    const wrong = { decisionEvaluationInstanceKey: `${NOBODY}-1` }
    await refused(404, () => api.getDecisionInstance(wrong))
  },
  deleteDecisionInstance: async (api) => {
    for (const more of [{}, { operationReference: 1 }]) {
      const { decisionEvaluationKey } = await evaluate(api, '_risk', { days: 1 })
      const left = async () => (await api.searchDecisionInstances({ filter: { decisionEvaluationKey } })).items.length
      assert.equal(await left(), 1)
      await api.deleteDecisionInstance({ decisionEvaluationKey, ...more })
      assert.equal(await left(), 0)
      await refused(404, () => api.deleteDecisionInstance({ decisionEvaluationKey }))
    }
  },
  evaluateExpression: async (api) => {
    await answers(api.evaluateExpression, (told) => [told.expression, told.result], [
      [{ expression: '=x + 1', variables: { x: 2 } }, ['=x + 1', 3]],
      [{ expression: '=[1, 2]' }, ['=[1, 2]', [1, 2]]],
      [{ expression: '=nothing' }, ['=nothing', null]],
    ])
    await refused(400, () => api.evaluateExpression({ expression: '=1 +' }))
  },
}
