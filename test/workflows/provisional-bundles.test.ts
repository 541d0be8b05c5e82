import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bundleManifestSchema, type BundleManifest } from '../../core/bundle/bundle-manifest.schema.js'
import { bundleTargets } from '../../core/bundle/find-bundle-target.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import type { BundleKind } from '../../core/bundle-ports.js'
import { deliverOutboxRow } from '../../core/outbox-delivery.js'
import { WorkflowFixture } from './workflow-fixture.js'

vi.setConfig({ testTimeout: 180_000 })
let fixture: WorkflowFixture
beforeAll(async () => {
  fixture = await WorkflowFixture.open()
}, 180_000)
afterAll(() => fixture.close(), 180_000)

const list = `# Characters
- Knight (24x24): idle 2 frames at 6 fps, loops

# UI
- Button (normal, hover, pressed; 24x16), nine-slice with 4 px corners

# Tiles
- Stone floor (16x16)

# Sounds
- Coin pickup (0.3 s)
`
const targets = [...bundleTargets.keys()]

interface Exported {
  readonly manifest: BundleManifest
  /** By path. */
  readonly texts: ReadonlyMap<string, string>
  readonly paths: readonly string[]
}

/** Asks for bundles as the API does, and reads what bundleRun made of each. */
async function exportRun(runId: string, kind?: BundleKind): Promise<Exported[]> {
  const { catalogue, gateway, store } = fixture
  const { projectId } = (await catalogue.runs.find(runId))!
  const frozen = await catalogue.bundles.freeze({
    ...{ projectId, runId, targets, contentIdOf: projectContentId(projectId, kind), start: true },
    ...(kind === undefined ? {} : { kind }),
  })
  for (const row of await catalogue.outbox.lease(100, 60_000))
    if (row.message.kind === 'startBundleRun') await deliverOutboxRow({ catalogue, gateway }, row, 30_000)
  return await Promise.all(
    frozen.map(async ({ bundleId }) => {
      const found = await fixture.until(
        () => catalogue.bundles.find(bundleId),
        (one) => one?.bundle.state !== 'building',
      )
      expect(found?.bundle).toMatchObject({ state: 'published' })
      const texts = new Map<string, string>()
      for (const { path, sha256 } of found?.files ?? [])
        if (!/\.(png|ogg|wav|mp3)$/.test(path))
          texts.set(path, new TextDecoder().decode(await store.get(sha256)))
      const manifest = bundleManifestSchema.parse(JSON.parse(texts.get('manifest.json') ?? ''))
      return { manifest, texts, paths: (found?.files ?? []).map(({ path }) => path) }
    }),
  )
}

/** All that a game refers to: nothing of it may change when art takes the place of a placeholder. */
function promises({ manifest, texts, paths }: Exported) {
  const uids = [...texts].flatMap(([path, text]) =>
    [...text.matchAll(/uid="?(?<uid>uid:\/\/[a-z0-9]+)/g)].map(({ groups }) => `${path} ${groups?.['uid']}`),
  )
  const resources = [...texts.values()].flatMap((text) => text.match(/res:\/\/[A-Za-z0-9._/-]+/g) ?? [])
  return {
    paths,
    uids: [...new Set(uids)].sort(),
    resources: [...new Set(resources)].sort(),
    // What a sound lasts is its spec's choice within limits, so that constants may differ in it.
    constants: texts.get('assets.ts')?.replaceAll(/durationMs: [\d.]+/g, ''),
    assets: manifest.assets.map(({ key, type, pivot, files, frames, animations, states, nineSlice }) => ({
      ...{ key, type, pivot, animations, states, nineSlice },
      files: files.map(({ path, role, width, height }) => ({ path, role, width, height })),
      frames: frames.map(({ name, sourceSize }) => ({ name, sourceSize })),
    })),
    audio: manifest.audio.map(({ key, loop, files }) => ({
      key,
      loop,
      paths: files.map(({ path }) => path),
    })),
  }
}

describe('the bundle of the first day', () => {
  it('is there while nothing is decided, and the last one keeps every key, path, pivot, frame and uid', async () => {
    const { catalogue } = fixture
    const runId = await fixture.start(list, { review: 'person', variantsPerSpec: 1, targets: ['generic'] })
    await fixture.until(
      () => catalogue.runs.counts(runId),
      ({ specs }) => specs === 4,
    )
    const first = await exportRun(runId, 'provisional')
    for (const { manifest } of first) {
      expect(manifest.provisional).toBe(true)
      expect(manifest.assets.map(({ provisional }) => provisional)).toEqual([true, true, true, true])
      expect(manifest.assets[0]?.provenance).toMatchObject({ provider: 'placeholder', placeholder: true })
      expect(manifest.disclosure).toContain('4 of 4')
      const moving = manifest.assets.map(({ animations, states, nineSlice }) => [
        ...[animations.length, states?.length ?? 0, nineSlice?.left ?? 0],
      ])
      expect(moving).toEqual([
        [0, 3, 4],
        [0, 0, 0],
        [1, 0, 0],
        [0, 0, 0],
      ])
      expect(manifest.audio.map(({ key }) => key)).toEqual(['coin-pickup'])
    }
    for (const variant of await fixture.untilReviewing(runId, 4))
      await fixture.decide(variant, { verb: 'approve', decisionId: `dec_${variant.variantId}` })
    await fixture.until(
      () => catalogue.runs.counts(runId),
      ({ assets }) => assets === 4,
    )
    const last = await exportRun(runId)
    expect(last.map(promises)).toEqual(first.map(promises))
    for (const [index, { manifest, texts }] of last.entries()) {
      expect(manifest.provisional).toBeUndefined()
      expect(manifest.assets.some(({ provisional }) => provisional)).toBe(false)
      const bytes = (one: BundleManifest) => one.assets.map(({ files }) => files[0]?.sha256)
      expect(bytes(manifest)).not.toContainEqual(bytes(first[index]!.manifest)[0])
      expect(texts.get('CHANGES.md')).toContain('it was a placeholder')
    }
  })
})
