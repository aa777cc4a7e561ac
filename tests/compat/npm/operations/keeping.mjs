// What is kept: deployed files, documents, cluster variables.

import { answers, assert, every, refused } from '../table.mjs'
import { NOBODY } from '../world.mjs'

const made = (found) => found.deployments[0].resource
const text = (body, name = 'a.txt', type = 'text/plain') => new File([body], name, { type })
const bytes = (body) => new File([body], 'a.bin', { type: 'application/octet-stream' })
const tenant = { tenantId: '<default>' }
const value = (told) => [told.name, told.scope, JSON.parse(told.value)]

export default {
  getResource: async (api, world) => {
    const [prompt, rates] = [made(await world.deploy('prompt.md')), made(await world.deploy('rates.json'))]
    await answers(api.getResource, (told) => [told.resourceId, told.resourceName, told.version], [
      [{ resourceKey: prompt.resourceKey }, ['prompt.md', 'prompt.md', 1]],
      [{ resourceKey: rates.resourceKey }, ['rates.json', 'rates.json', 1]],
    ])
    await refused(404, () => api.getResource({ resourceKey: NOBODY }))
  },
  getResourceContent: async (_, world, plain) => {
    // The client of 8.9 reads JSON as JSON, but its schema wants a text; that of 8.10 wants the JSON.
    const content = async (name) => plain.getResourceContent({ resourceKey: made(await world.deploy(name)).resourceKey })
    assert.deepEqual(await content('rates.json'), { cny: 1 })
    assert.deepEqual(await content('sizes.json'), { large: 9 })
  },
  deleteResource: async (api, world) => {
    const { resourceKey } = made(await world.deploy('rates.json'))
    assert.equal((await api.deleteResource({ resourceKey })).resourceKey, resourceKey)
    await refused(404, () => api.getResource({ resourceKey }))
    const brief = (await world.deploy('brief.bpmn')).processes[0].processDefinitionKey
    await world.start('brief')
    const answer = await api.deleteResource({ resourceKey: brief, deleteHistory: true })
    assert.equal((await world.over(answer.batchOperation)).operationsTotalCount, 1)
    await refused(404, () => api.getProcessDefinition({ processDefinitionKey: brief }))
  },
  createDocument: async (api) => {
    const plain = await api.createDocument({ file: text('hello') })
    const metadata = { fileName: '合同.pdf', contentType: 'application/pdf', customProperties: { pages: 3 } }
    const said = await api.createDocument({ file: text('other'), metadata, documentId: 'contract-1' })
    assert.deepEqual([plain.metadata.fileName, plain.metadata.size], ['a.txt', 5])
    assert.deepEqual([said.documentId, said.metadata.fileName, said.metadata.customProperties], ['contract-1', '合同.pdf', { pages: 3 }])
    await refused(409, () => api.createDocument({ file: text('third'), documentId: 'contract-1' }))
  },
  getDocument: async (api, _, plain) => {
    const { documentId, contentHash, storeId } = await api.createDocument({ file: text('hello') })
    const other = await api.createDocument({ file: text('other') })
    assert.equal(await api.getDocument({ documentId, contentHash, storeId }), 'hello')
    assert.equal(await api.getDocument({ documentId: other.documentId }), 'other')
    // What is no text comes as a Blob, though the schema wants a text.
    const blob = await api.createDocument({ file: bytes(Uint8Array.of(0, 255, 10)) })
    const given = await plain.getDocument({ documentId: blob.documentId })
    assert.deepEqual([...new Uint8Array(await given.arrayBuffer())], [0, 255, 10])
    await refused(404, () => api.getDocument({ documentId, contentHash: '0'.repeat(64) }))
  },
  createDocuments: async (api) => {
    const both = await api.createDocuments({
      files: [text('a'), text('b')],
      metadataList: [{ fileName: 'one.txt' }, { fileName: 'two.txt' }],
    })
    assert.deepEqual(both.createdDocuments.map((each) => each.metadata.fileName), ['one.txt', 'two.txt'])
    assert.equal(await api.getDocument({ documentId: both.createdDocuments[1].documentId }), 'b')
    const single = await api.createDocuments({ files: [text('c', 'c.txt')] })
    assert.deepEqual(single.createdDocuments.map((each) => each.metadata.fileName), ['c.txt'])
  },
  createDocumentLink: async (api) => {
    for (const [body, timeToLive] of [['hello', 60_000], ['other', 600_000]]) {
      const { documentId, contentHash } = await api.createDocument({ file: text(body) })
      const link = await api.createDocumentLink({ documentId, contentHash, timeToLive })
      assert.equal(await (await fetch(link.url)).text(), body)
      const left = Date.parse(link.expiresAt) - Date.now()
      assert.ok(left > timeToLive - 30_000 && left <= timeToLive + 1000)
    }
  },
  deleteDocument: async (api) => {
    const keys = []
    for (const body of ['a', 'b']) keys.push((await api.createDocument({ file: text(body) })).documentId)
    await api.deleteDocument({ documentId: keys[0] })
    await refused(404, () => api.getDocument({ documentId: keys[0] }))
    assert.equal(await api.getDocument({ documentId: keys[1] }), 'b')
    await api.deleteDocument({ documentId: keys[1] })
    await refused(404, () => api.deleteDocument({ documentId: keys[1] }))
  },
  createGlobalClusterVariable: async (api) => {
    assert.deepEqual(value(await api.createGlobalClusterVariable({ name: 'limit', value: { most: 100 } })), ['limit', 'GLOBAL', { most: 100 }])
    assert.deepEqual(value(await api.createGlobalClusterVariable({ name: 'place', value: { city: 'Suzhou' } })), ['place', 'GLOBAL', { city: 'Suzhou' }])
    await refused(409, () => api.createGlobalClusterVariable({ name: 'place', value: {} }))
  },
  createTenantClusterVariable: async (api) => {
    assert.deepEqual(value(await api.createTenantClusterVariable({ ...tenant, name: 'limit', value: { most: 7 } })), ['limit', 'TENANT', { most: 7 }])
    assert.deepEqual(value(await api.createTenantClusterVariable({ ...tenant, name: 'own', value: { x: 1 } })), ['own', 'TENANT', { x: 1 }])
  },
  getGlobalClusterVariable: async (api) => {
    await answers(api.getGlobalClusterVariable, value, [
      [{ name: 'limit' }, ['limit', 'GLOBAL', { most: 100 }]],
      [{ name: 'place' }, ['place', 'GLOBAL', { city: 'Suzhou' }]],
    ])
    await refused(404, () => api.getGlobalClusterVariable({ name: 'nowhere' }))
  },
  getTenantClusterVariable: async (api) => {
    await answers(api.getTenantClusterVariable, value, [
      [{ ...tenant, name: 'limit' }, ['limit', 'TENANT', { most: 7 }]],
      [{ ...tenant, name: 'own' }, ['own', 'TENANT', { x: 1 }]],
    ])
    await refused(404, () => api.getTenantClusterVariable({ ...tenant, name: 'place' }))
  },
  searchClusterVariables: (api) =>
    answers(api.searchClusterVariables, (found) => found.items.map((each) => `${each.scope} ${each.name}`).sort(), [
      [{ filter: { name: 'limit' } }, ['GLOBAL limit', 'TENANT limit']],
      [{ filter: { scope: 'TENANT' } }, ['TENANT limit', 'TENANT own']],
      [{ filter: { value: { $like: '*Suzhou*' } } }, ['GLOBAL place']],
      [{ filter: { isTruncated: true } }, []],
    ]),
  updateGlobalClusterVariable: async (api) => {
    await api.updateGlobalClusterVariable({ name: 'limit', value: { most: 101 } })
    await api.updateGlobalClusterVariable({ name: 'place', value: { city: 'Wuxi' } })
    assert.deepEqual(value(await api.getGlobalClusterVariable({ name: 'limit' }))[2], { most: 101 })
    assert.deepEqual(value(await api.getGlobalClusterVariable({ name: 'place' }))[2], { city: 'Wuxi' })
    await refused(404, () => api.updateGlobalClusterVariable({ name: 'nowhere', value: {} }))
  },
  updateTenantClusterVariable: async (api) => {
    await api.updateTenantClusterVariable({ ...tenant, name: 'limit', value: { most: 8 } })
    await api.updateTenantClusterVariable({ ...tenant, name: 'own', value: { x: 2 } })
    assert.deepEqual(value(await api.getTenantClusterVariable({ ...tenant, name: 'limit' }))[2], { most: 8 })
    assert.deepEqual(value(await api.getTenantClusterVariable({ ...tenant, name: 'own' }))[2], { x: 2 })
  },
  deleteGlobalClusterVariable: async (api) => {
    for (const name of ['limit', 'place']) {
      await api.deleteGlobalClusterVariable({ name })
      await refused(404, () => api.getGlobalClusterVariable({ name }))
    }
  },
  deleteTenantClusterVariable: async (api) => {
    for (const name of ['limit', 'own']) {
      await api.deleteTenantClusterVariable({ ...tenant, name })
      await refused(404, () => api.getTenantClusterVariable({ ...tenant, name }))
    }
    assert.deepEqual(every('name')(await api.searchClusterVariables({ filter: { scope: 'TENANT' } })), [])
  },
}
