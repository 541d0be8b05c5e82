import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CliContext } from '../../clients/cli/cli-context.js'
import { runCli } from '../../clients/cli/program.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { startApi, token, type TestApi } from '../api/api-fixture.js'

// The real API over a catalogue in memory; `refine` does what wishlistRun does before anything is made.
let api: TestApi
let folder: string
beforeEach(async () => {
  api = await startApi()
  folder = await mkdtemp(join(tmpdir(), 'assetloom-edits-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function run(...args: string[]) {
  let out = ''
  let err = ''
  const context: CliContext = {
    terminal: {
      writeOut: (text) => void (out += text),
      writeErr: (text) => void (err += text),
      isInteractive: false,
      columns: () => 100,
    },
    env: { ASSETLOOM_URL: api.url, ASSETLOOM_TOKEN: token },
    cwd: folder,
    packageRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    signal: new AbortController().signal,
    loadLocalStack: () => Promise.reject(new Error('no stack is needed')),
    loadLocalKeeping: () => Promise.reject(new Error('no home is needed')),
  }
  const code = await runCli(args, context)
  await refine()
  return { code, out, err, json: () => JSON.parse(out) as Record<string, unknown> }
}

async function refine(): Promise<void> {
  for (const { projectId, wishlistRevisionId, runId, stage } of await api.catalogue.runs.list({
    limit: 50,
  })) {
    if (stage !== 'refining') continue
    const revision = await api.catalogue.intake.loadRevision(projectId, wishlistRevisionId)
    await api.catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
    await api.catalogue.runs.setStage(runId, 'generating')
  }
}

async function addList(text: string): Promise<void> {
  const { projectId } = await api.catalogue.projects.ensure({ key: 'p', name: 'P' })
  await api.post(`/api/v1/projects/${projectId}/wishlists`, { name: 'props.txt', text })
  await refine()
}

const specOf = async (key: string) =>
  (await run('spec', 'show', key, '--json')).json() as { spec: Record<string, unknown>; runId: string }

test('a spec is changed with options, shown with what it was, and given back to the list', async () => {
  await addList('prop: rain barrel, 32x32\nui: wide panel, 48x32\nsfx: door creak')
  const edited = await run(
    ...[
      'spec',
      'edit',
      'rain-barrel',
      '--prompt',
      'a tall barrel',
      '--negative',
      'people',
      '--size',
      '48x40',
    ],
    ...[
      '--variants',
      '2',
      '--pivot',
      '0.5,0.9',
      '--tag',
      'wood',
      '--tag',
      'wet',
      '--palette',
      '#2B1D1A,#e0c9a0',
    ],
  )
  expect(edited.err).toContain('~ rain-barrel: prompt, size 32x32 -> 48x40')
  expect(edited.err).toContain('Revision 2: 0 added, 1 changed, 0 removed, 2 unchanged.')
  expect((await specOf('rain-barrel')).spec).toMatchObject({
    prompt: { positive: 'a tall barrel', negative: 'people' },
    size: { width: 48, height: 40 },
    pivot: { x: 0.5, y: 0.9 },
    variants: 2,
    tags: ['wood', 'wet'],
    palette: ['#2b1d1a', '#e0c9a0'],
  })
  const shown = await run('spec', 'show', 'rain-barrel')
  expect(shown.out).toMatch(/size in list +32x32/)
  expect(shown.out).toMatch(/pivot +0\.5, 0\.9/)
  expect(shown.out).toMatch(/revision 2 .*size 32x32 -> 48x40/)
  // One part of a size alone, and members without an option of their own.
  const others = [
    '--set',
    'size.width=64',
    '--set',
    'states=[normal, hover]',
    '--set',
    'nineSlice={left: 4, top: 4, right: 4, bottom: 4}',
  ]
  expect((await run('spec', 'edit', 'wide-panel', ...others)).code).toBe(0)
  expect((await specOf('wide-panel')).spec).toMatchObject({
    size: { width: 64, height: 32 },
    states: ['normal', 'hover'],
    nineSlice: { left: 4 },
  })
  await run('spec', 'edit', 'wide-panel', '--set', 'nineSlice=null', '--unset', 'size')
  const panel = (await specOf('wide-panel')).spec
  expect([panel['size'], 'nineSlice' in panel]).toEqual([{ width: 48, height: 32 }, false])
  expect((await run('spec', 'edit', 'door-creak', '--set', 'sound.loop=true')).code).toBe(0)
  expect((await specOf('door-creak')).spec).toMatchObject({ sound: { loop: true, peakDb: -1 } })
  expect((await run('spec', 'edit', 'door-creak', '--remove')).err).toContain('- door-creak')
  expect((await run('spec', 'show', 'door-creak')).code).toBe(3)
  const edits = await run('spec', 'edits')
  expect(edits.out.split('\n').map((line) => line.split(/\s{2,}/))).toMatchObject([
    ['SPEC', 'STATE', 'EDIT'],
    ['door-creak', 'applied', 'left out'],
    ['rain-barrel', 'applied', expect.stringContaining('prompt, size') as unknown],
    ['wide-panel', 'applied', 'states'],
    [''],
  ])
  expect((await run('spec', 'drop', 'door-creak', 'rain-barrel')).err).toContain('+ door-creak')
  expect((await specOf('rain-barrel')).spec).toMatchObject({ size: { width: 32, height: 32 } })
  expect((await run('spec', 'drop', 'rain-barrel')).code).toBe(3)
})

test('many edits come from a file, and every one that is wrong is told with its member', async () => {
  await addList('prop: barrel, 32x32\nprop: tent')
  await writeFile(
    join(folder, 'edits.yaml'),
    'edits:\n  - key: barrel\n    set: { variants: 1 }\n  - key: tent\n    remove: true\n  - key: well\n    add: { assetType: prop, prompt: { positive: old well } }\n',
  )
  const done = await run('spec', 'edit', '--editor-file', 'edits.yaml', '--json')
  expect(done.json()).toMatchObject({
    revision: 2,
    difference: { added: [{ key: 'well' }], changed: [{ key: 'barrel' }], removed: [{ key: 'tent' }] },
  })
  const wrong = [
    { key: 'barrel', set: { sise: 4 } },
    { key: 'well', set: { variants: 99 } },
  ]
  await writeFile(join(folder, 'wrong.json'), JSON.stringify(wrong))
  const refused = await run('spec', 'edit', '--editor-file', 'wrong.json')
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('edits:1: barrel: set.sise: is not known\n  Did you mean "size"?')
  expect(refused.err).toContain('edits:2: well: set.variants:')
  await writeFile(join(folder, 'none.yaml'), 'barrel: 3\n')
  for (const [code, ...args] of [
    [2, '--editor-file', 'none.yaml'],
    [3, '--editor-file', 'away.yaml'],
    [2, 'barrel'],
    [2],
    [2, 'barrel', '--size', '48'],
    [2, 'barrel', '--pivot', 'low'],
    [2, 'barrel', '--set', 'variants'],
    [2, 'barrel', '--set', '__proto__.x=1'],
    [2, 'barrel', '--palette', '#red'],
    [3, 'nowhere', '--variants', '2'],
    [2, 'barrel', '--add', 'prop', '--prompt', 'another barrel'],
  ] as const)
    expect([args, (await run('spec', 'edit', ...args)).code]).toEqual([args, code])
  expect(await api.catalogue.runs.list({ limit: 10 })).toHaveLength(2)
  const added = await run('spec', 'edit', 'lamp', '--add', 'item', '--prompt', 'oil lamp', '--size', '16x16')
  expect(added.err).toContain('+ lamp')
  expect((await specOf('lamp')).spec).toMatchObject({ assetType: 'item', size: { width: 16, height: 16 } })
})

test('a run that is not the newest of its list takes no edits: exit code 5 says which is', async () => {
  await addList('prop: barrel')
  const { runId } = await specOf('barrel')
  await run('spec', 'edit', 'barrel', '--variants', '2')
  const late = await run('spec', 'edit', 'barrel', '--variants', '3', '--run', runId)
  expect(late.code).toBe(5)
  expect(late.err).toContain('props.txt has moved on: revision 2 is the newest')
})

test('a held list is looked at, changed and let go', async () => {
  await writeFile(join(folder, 'props.txt'), 'prop: barrel, 32x32\nprop: tent')
  const refining = setInterval(() => void refine(), 100)
  const added = await run('wishlist', 'add', 'props.txt', '--hold').finally(() => clearInterval(refining))
  expect(added.err).toContain('Held: look with npx assetloom spec list')
  const edited = await run('spec', 'edit', 'tent', '--remove')
  expect(edited.err).toContain(`It takes the place of ${added.out.trim()}, which has made nothing.`)
  expect(edited.err).toContain(`npx assetloom run resume ${edited.out.trim()}`)
  expect((await run('run', 'resume', edited.out.trim())).code).toBe(0)
  expect(api.gateway.delivered.at(-1)).toMatchObject({ kind: 'signalRun', signal: 'resumeRun' })
})

test('proposals are listed, put aside and taken in', async () => {
  await addList('prop: barrel\ngizmo: iron crank')
  const [{ projectId, wishlistRevisionId } = { projectId: '', wishlistRevisionId: '' }] =
    await api.catalogue.runs.list({ limit: 1 })
  expect((await run('spec', 'proposals')).err).toContain('Nothing is proposed')
  const draft = {
    ...{ assetType: 'prop' as const, prompt: { positive: 'iron crank' }, refinedBy: 'llm:tiny' },
    from: { line: 2, text: 'gizmo: iron crank' },
  }
  const proposal = { key: 'crank', lines: [2], draft, pasteLine: { text: 'prop: iron crank', heading: null } }
  const note = { file: 'props.txt', line: 2, message: 'proposed', kind: 'proposal' as const, proposal }
  await api.catalogue.intake.addNotes({ projectId, wishlistRevisionId, notes: [note] })
  const listed = await run('spec', 'proposals')
  expect(listed.out).toMatch(/crank +open +prop +32x32 +line 2 +llm:tiny +iron crank/)
  expect((await run('spec', 'decline', 'crank')).out).toMatch(/crank +declined/)
  const accepted = await run('spec', 'accept', 'crank')
  expect(accepted.err).toContain('+ crank (line 2)')
  expect((await specOf('crank')).spec).toMatchObject({ prompt: { positive: 'iron crank' } })
  expect((await run('spec', 'accept', 'lamp')).code).toBe(2)
})
