import { afterEach, describe, expect, it } from 'vitest'
import { proposeSpecs } from '../../activities/propose-specs.js'
import { refineWishlist } from '../../activities/refine-wishlist.js'
import { type FakeLlmServer, startFakeLlmServer } from '../../adapters/llm/fake-llm-server.js'
import { type ConnectedModel, createOpenAiCompatibleModel } from '../../adapters/llm/openai-compatible.js'
import { documentLimits } from '../../core/documents/check-document.js'
import { sha256Hex } from '../../core/hash.js'
import { parseWishlistList } from '../../core/intake/parse-list.js'
import type { RunOptions } from '../../core/run-options.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

const options: RunOptions = {
  seed: 7,
  variantsPerSpec: null,
  provider: 'procedural',
  review: 'auto',
  targets: ['godot'],
  palette: ['#2b1d1a'],
  windowSize: 4,
  undoWindowMs: 60_000,
}
const executions = { isOpen: async () => false, signal: async () => undefined }
const open: { server?: FakeLlmServer; model?: ConnectedModel } = {}

afterEach(async () => {
  await open.model?.close()
  await open.server?.close()
})

async function openList(
  text: string,
  hasLanguageModel = true,
  documents: Readonly<Record<string, string>> = {},
) {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const server = (open.server = await startFakeLlmServer())
  const model = (open.model = createOpenAiCompatibleModel({
    ...{ baseUrl: server.baseUrl, model: 'tiny', apiKey: null, timeoutMs: 3_000, retryDelayMs: 5 },
  }))
  const { projectId } = await catalogue.projects.ensure({ key: 'p', name: 'P' })
  const submit = async (texts: Readonly<Record<string, string>>) => {
    const put = Object.entries(texts).map(
      async ([name, words]) =>
        (await catalogue.documents.put({ projectId, name, text: words, addedBy: 'local' })).row,
    )
    const refs = (await Promise.all(put)).map(({ name, sha256 }) => ({ name, sha256 }))
    const ordered = { ...options, ...(refs.length > 0 ? { documents: refs } : {}) }
    return await catalogue.intake.submitWishlist({ projectId, name: 'list.txt', text, options: ordered })
  }
  const { wishlistRevisionId } = await submit(documents)
  const settings = { permitCap: 1 }
  const refined = await refineWishlist({ catalogue, executions, settings, hasLanguageModel })({
    projectId,
    wishlistRevisionId,
  })
  const { openLines = [] } = refined
  const stored = async () => ({
    specs: await catalogue.intake.specsOfRevision(projectId, wishlistRevisionId),
    ...(await catalogue.intake.loadRevision(projectId, wishlistRevisionId)),
  })
  const propose = (languageModel: ConnectedModel | null = model) =>
    proposeSpecs({ catalogue, languageModel })({ projectId, wishlistRevisionId, openLines })
  /** The same list again, with other documents. */
  const again = async (texts: Readonly<Record<string, string>>) => {
    const next = await submit(texts)
    const revision = { projectId, wishlistRevisionId: next.wishlistRevisionId }
    const proposed = await proposeSpecs({ catalogue, languageModel: model })({ ...revision, openLines })
    return {
      ...proposed,
      created: next.created,
      notes: (await catalogue.intake.loadRevision(projectId, next.wishlistRevisionId)).notes,
    }
  }
  return { server, refined, stored, propose, again, catalogue, projectId }
}

function passagesOf(body: unknown): unknown {
  const { messages } = body as { messages: { content: string }[] }
  return (JSON.parse(messages[1]?.content ?? '{}') as { passages?: unknown }).passages
}

describe('proposing specs', () => {
  it('is asked for only where a model is configured and lines are open', async () => {
    expect((await openList('prop: post\ngizmo: crank')).refined.openLines).toEqual([2])
    expect((await openList('prop: post')).refined).toEqual({ specs: 1, problems: 0, notes: 1 })
    expect((await openList('prop: post\ngizmo: crank', false)).refined).not.toHaveProperty('openLines')
  })

  it('keeps every spec, problem and note of the rules, and proposals as lines to paste', async () => {
    const { propose, stored } = await openList('prop: post\ngizmo: iron crank\ngizmo: bell buoy')
    const before = await stored()
    expect(await propose()).toEqual({ proposals: 2 })
    const after = await stored()
    expect(after.specs).toEqual(before.specs)
    expect(after.problems).toEqual(before.problems)
    expect(after.notes.slice(0, before.notes.length)).toEqual(before.notes)
    const proposals = after.notes.filter(({ kind }) => kind === 'proposal')
    expect(proposals.map(({ line }) => line)).toEqual([2, 3])
    const [summary] = after.notes.filter(({ kind }) => kind === 'model')
    expect(summary?.message).toMatch(/^llm:tiny was asked about 2 open lines and proposes 2 \(answer \w{12}/)
    // What a person pastes is understood as it was proposed.
    const pasted = proposals.map(({ message }) => message.slice(message.indexOf(': prop: ') + 2)).join('\n')
    const read = parseWishlistList({ fileName: 'f', text: pasted, options })
    expect(read.problems).toEqual([])
    expect(read.specs).toMatchObject([
      { key: 'gizmo-iron-crank', assetType: 'prop', size: { width: 24, height: 24 }, variants: 2 },
      { key: 'gizmo-bell-buoy' },
    ])
  })

  it('happens once for a revision, however often it is tried', async () => {
    const { propose, stored, server } = await openList('gizmo: iron crank')
    await propose()
    const { notes } = await stored()
    expect(await propose()).toEqual({ proposals: 1 })
    expect((await stored()).notes).toEqual(notes)
    expect(server.exchanges).toHaveLength(1)
  })

  it('shows the model what the documents said when the list was handed in, and notes which ones', async () => {
    const lore = '# Sluice\nThe crank is of brass, with a green handle.\n\n# Food\nNobody eats fish.'
    const opened = await openList('gizmo: iron crank', true, { 'lore.md': lore, 'other.md': 'Rain falls.' })
    // Whatever happens to it while the model is not asked yet.
    const { catalogue, projectId } = opened
    await catalogue.documents.put({
      projectId,
      name: 'lore.md',
      text: 'The crank is gone.',
      addedBy: 'local',
    })
    await opened.propose()
    const [asked] = opened.server.exchanges
    expect(passagesOf(asked?.body)).toEqual([
      { document: 'lore.md', heading: 'Sluice', text: 'The crank is of brass, with a green handle.' },
    ])
    const [summary] = (await opened.stored()).notes.filter(({ kind }) => kind === 'model')
    const sha256 = sha256Hex(lore)
    expect(summary?.documents).toEqual([{ name: 'lore.md', sha256 }])
    expect(summary?.message).toContain(
      `was asked about 1 open line, with 1 passage of lore.md (${sha256.slice(0, 12)}), and proposes 1`,
    )
  })

  it('asks again when documents changed, not when they are those of an earlier question', async () => {
    const first = { 'lore.md': 'The crank is of brass.' }
    const { propose, again, server } = await openList('gizmo: iron crank', true, first)
    await propose()
    expect(await again(first)).toMatchObject({ created: false, proposals: 1 })
    expect(server.exchanges).toHaveLength(1)
    const second = await again({ 'lore.md': 'The crank is of wood.' })
    expect(second).toMatchObject({ created: true, proposals: 1 })
    expect(passagesOf(server.exchanges[1]?.body)).toMatchObject([{ text: 'The crank is of wood.' }])
    const third = await again(first)
    expect(third).toMatchObject({ created: true, proposals: 1 })
    expect(third.notes.find(({ documents }) => documents)?.documents?.[0]?.sha256).toBe(
      sha256Hex('The crank is of brass.'),
    )
    expect(server.exchanges).toHaveLength(2)
  })

  it('says which document is not kept any more as the list knew it', async () => {
    const { propose, stored, catalogue, projectId } = await openList('gizmo: iron crank', true, {
      'lore.md': 'The crank is of brass.',
    })
    for (let n = 0; n <= documentLimits.formerMax; n++)
      await catalogue.documents.put({ projectId, name: 'lore.md', text: `crank ${n}`, addedBy: 'local' })
    expect(await propose()).toEqual({ proposals: 1 })
    const said = (await stored()).notes.map(({ message }) => message).join('\n')
    expect(said).toContain('lore.md is not kept any more as it was when the list was handed in')
  })

  it('says why there are none, and loses nothing, when the model fails', async () => {
    const { propose, stored } = await openList('prop: post\ngizmo: crank fault:llm-500-always')
    expect(await propose()).toEqual({ proposals: 0 })
    const { specs, problems, notes } = await stored()
    expect(specs.map(({ key }) => key)).toEqual(['post'])
    expect(problems).toHaveLength(1)
    expect(notes.find(({ kind }) => kind === 'model')?.message).toContain('answered 500: out of memory')
  })

  it('leaves the list as it is when the model was taken away meanwhile', async () => {
    const { propose, stored } = await openList('gizmo: crank')
    const before = await stored()
    expect(await propose(null)).toEqual({ proposals: 0 })
    expect(await stored()).toEqual(before)
  })
})
