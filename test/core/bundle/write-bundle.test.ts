import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bundleContentId } from '../../../core/bundle/bundle-content-id.js'
import { measureFile, type BundleFile } from '../../../core/bundle/bundle-file.js'
import { bundleManifestSchema } from '../../../core/bundle/bundle-manifest.schema.js'
import { bundleTargets } from '../../../core/bundle/find-bundle-target.js'
import { verifyBundle } from '../../../core/bundle/verify-bundle.js'
import { writeBundle } from '../../../core/bundle/write-bundle.js'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import { isSound } from '../../../core/spec/spec-frames.js'
import { assetTypes } from '../../../core/spec/asset-spec.schema.js'
import { makeFrozenAsset, stackAtlas, stackSounds } from './make-frozen-set.js'

const targets = [...bundleTargets.keys()]
const project = { key: 'dunes', name: 'Dunes' }

function write(
  target: string,
  assets: readonly FrozenAsset[],
  previous: readonly FrozenAsset[] | null = null,
) {
  return writeBundle({
    target,
    project,
    assets,
    atlas: stackAtlas(assets),
    previous,
    sounds: stackSounds(assets),
  })
}

function text(files: readonly BundleFile[], path: string): string {
  const file = files.find((one) => one.path === path)
  if (file === undefined || !('bytes' in file)) throw new Error(`no text file ${path}`)
  return new TextDecoder().decode(file.bytes)
}

type Look = NonNullable<Parameters<typeof makeFrozenAsset>[1]>

const keyed = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}$/)
const assetSet = fc
  .uniqueArray(
    fc.record({
      key: keyed,
      assetType: fc.constantFrom(...assetTypes),
      width: fc.integer({ min: 4, max: 64 }),
      height: fc.integer({ min: 4, max: 64 }),
      inset: fc.integer({ min: 0, max: 1 }),
      tags: fc.uniqueArray(fc.constantFrom('camp', 'pixel art', 'retro')),
      pivotY: fc.constantFrom(0, 0.5, 1),
      motion: fc.constantFrom<Look>(
        {},
        { animations: [{ name: 'idle', frames: 3, fps: 6, loop: true }] },
        { states: ['normal', 'aux'], nineSlice: { left: 1, top: 2, right: 1, bottom: 0 } },
        { nineSlice: { left: 2, top: 2, right: 2, bottom: 2 } },
      ),
    }),
    { selector: (look) => look.key, minLength: 1, maxLength: 12 },
  )
  .map((looks) =>
    looks.map(({ key, inset, pivotY, motion, ...look }) =>
      makeFrozenAsset(key, {
        ...look,
        ...(isSound(look) ? {} : motion),
        pivot: { x: 0.5, y: pivotY },
        ...('animations' in motion || 'states' in motion
          ? {}
          : { trim: { x: inset, y: inset, width: look.width - 2 * inset, height: look.height - inset } }),
      }),
    ),
  )

describe.each(targets)('a bundle for %s', (target) => {
  it('is sound, whatever is in it', () => {
    fc.assert(
      fc.property(assetSet, (assets) => {
        const { files } = write(target, assets)
        expect(verifyBundle(files, { keys: assets.map(({ asset }) => asset.specKey) })).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('has the same bytes in any order of the input', () => {
    fc.assert(
      fc.property(assetSet, fc.infiniteStream(fc.nat()), (assets, order) => {
        const shuffled = assets
          .map((asset) => ({ asset, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ asset }) => asset)
        const atlas = stackAtlas(assets)
        const mixed = { ...atlas, frames: [...atlas.frames].reverse() }
        const sounds = stackSounds(assets)
        const first = writeBundle({ target, project, assets, atlas, previous: assets.slice(1), sounds })
        const second = writeBundle({
          target,
          project,
          assets: shuffled,
          atlas: mixed,
          previous: shuffled.filter((one) => one !== assets[0]),
          sounds: new Map([...sounds].reverse()),
        })
        expect(second.files.map(measureFile)).toEqual(first.files.map(measureFile))
        expect(second.contentId).toBe(first.contentId)
      }),
      { numRuns: 40 },
    )
  })

  it('of a fresh run with the same pictures differs in manifest.json alone', () => {
    const run = (number: number) => ['b', 'a'].map((key) => makeFrozenAsset(key, { run: number }))
    const [first, second] = [write(target, run(1)), write(target, run(2))]
    expect(second.contentId).toBe(first.contentId)
    const differing = first.files.filter((file, index) => {
      const other = second.files[index]
      return other === undefined || measureFile(file).sha256 !== measureFile(other).sha256
    })
    expect(differing.map((file) => file.path)).toEqual(['manifest.json'])
  })

  it('tells ids, reviewers, times and costs in the manifest', () => {
    const { files } = write(target, [makeFrozenAsset('barrel')])
    const manifest = bundleManifestSchema.parse(JSON.parse(text(files, 'manifest.json')))
    expect(manifest).toMatchObject({ format: 'assetloom-bundle/1', project, target, audio: [] })
    expect(manifest.assets[0]).toMatchObject({
      key: 'barrel',
      assetId: 'ast_1-barrel',
      specId: 'spc_1-barrel',
      specRevision: 'spr_1-barrel',
      variantId: 'var_1-barrel',
      type: 'prop',
      pivot: { x: 0.5, y: 1 },
      files: [{ path: 'images/props/barrel.png', role: 'image', width: 32, height: 32 }],
      animations: [],
      provenance: {
        provider: 'procedural',
        placeholder: true,
        reviewer: 'reviewer-of-run-1',
        decidedAt: '2026-01-01T01:02:03.000Z',
        costMicros: 1001,
      },
    })
    expect(manifest.disclosure).toBe(text(files, 'disclosure.txt').trim())
    expect(text(files, 'manifest.json').endsWith('}\n')).toBe(true)
  })

  it('tells how to load it in five lines that name a key and a file of the bundle', () => {
    const { files } = write(target, [makeFrozenAsset('barrel')])
    const lines = text(files, 'README.txt').trimEnd().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines.join('\n')).toContain('barrel')
    expect(
      files.some((file) => file.path.startsWith('atlases/') && lines.join('\n').includes(file.path)),
    ).toBe(true)
  })

  it('without assets is sound and has no atlas', () => {
    const { files } = write(target, [])
    expect(verifyBundle(files, { keys: [] })).toEqual([])
    expect(files.map((file) => file.path)).toEqual([
      'CHANGES.md',
      'README.txt',
      ...(target === 'godot' ? ['assets.gd', 'assets.gd.uid'] : []),
      'assets.ts',
      'disclosure.txt',
      'index.html',
      'manifest.json',
    ])
  })

  it('has constants that are valid TypeScript with every key', async () => {
    const assets = ['a-1', 'con', 'z'].map((key) => makeFrozenAsset(key))
    const { transformSync } = await import('esbuild')
    const { code } = transformSync(text(write(target, assets).files, 'assets.ts'), {
      loader: 'ts',
      format: 'esm',
    })
    const constants = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      assets: Record<string, { image: string; width: number }>
      atlases: string[]
    }
    expect(Object.keys(constants.assets)).toEqual(['a-1', 'con', 'z'])
    expect(constants.assets['con']).toMatchObject({ image: 'images/props/con_.png', width: 32 })
    expect(constants.atlases).toHaveLength(1)
  })

  it('lists and keeps files that were made elsewhere', () => {
    const assets = [makeFrozenAsset('a')]
    const sheet = { path: 'contact-sheet.png', sha256: 'f'.repeat(64), sizeBytes: 9, width: 3, height: 3 }
    const { files } = writeBundle({
      target,
      project,
      assets,
      atlas: stackAtlas(assets),
      previous: null,
      extraFiles: [{ role: 'contact-sheet', file: sheet }],
    })
    expect(verifyBundle(files)).toEqual([])
    expect(files).toContainEqual(sheet)
  })
})

describe('the content id', () => {
  const base = [makeFrozenAsset('a'), makeFrozenAsset('b')]
  it('does not know ids, but all that a game sees', () => {
    const id = bundleContentId('pixi', base)
    expect(
      bundleContentId(
        'pixi',
        base.map(({ asset }) => makeFrozenAsset(asset.specKey, { run: 5 })),
      ),
    ).toBe(id)
    const others = [
      bundleContentId('generic', base),
      bundleContentId('pixi', base.slice(1)),
      ...[
        { sha256: 'e'.repeat(64) },
        { trim: { x: 1, y: 0, width: 31, height: 32 } },
        { width: 33 },
        { pivot: { x: 0.5, y: 0.5 } },
        { assetType: 'item' as const },
        { tags: [] },
      ].map((look) => bundleContentId('pixi', [makeFrozenAsset('a', look), makeFrozenAsset('b')])),
    ]
    expect(new Set([id, ...others]).size).toBe(others.length + 1)
  })
})

describe('CHANGES.md', () => {
  it('lists what is added, changed and removed by key', () => {
    const before = [
      makeFrozenAsset('gone'),
      makeFrozenAsset('kept'),
      makeFrozenAsset('moved'),
      makeFrozenAsset('new-look'),
    ]
    const now = [
      makeFrozenAsset('kept', { run: 2 }),
      makeFrozenAsset('fresh'),
      makeFrozenAsset('moved', { pivot: { x: 0, y: 0 }, tags: [] }),
      makeFrozenAsset('new-look', { sha256: 'd'.repeat(64), width: 48 }),
    ]
    const changes = text(write('pixi', now, before).files, 'CHANGES.md')
    expect(changes).toBe(
      '# Changes\n\nCompared with the bundle before it.\n\n## Added (1)\n\n- fresh\n\n## Changed (2)\n\n' +
        '- moved: pivot, tags (the list changed: pivot, tags)\n' +
        '- new-look: picture, size 32x32 -> 48x32 (the list changed: size)\n\n' +
        '## Removed (1)\n\n- gone\n\nUnchanged: 1, approvals kept.\n',
    )
    expect(text(write('pixi', now).files, 'CHANGES.md')).toContain('The first bundle')
  })
})

describe('the disclosure', () => {
  it('tells placeholders from chosen art', () => {
    const assets = [makeFrozenAsset('a'), makeFrozenAsset('b', { provider: 'comfyui', placeholder: false })]
    expect(text(write('generic', assets).files, 'disclosure.txt')).toBe(
      'AI-made placeholder art: 1 of 2 pictures were made by software (procedural), not by a person, and are to be replaced before release. ' +
        'AI-made art: 1 of 2 pictures were generated by software (comfyui) and chosen in review.\n',
    )
  })
})

describe('the manifest', () => {
  it('says which models and graph made a picture, and under which licences', () => {
    const made = makeFrozenAsset('a', { provider: 'comfyui', placeholder: false })
    const model = { kind: 'lora', file: 'x.safetensors', licence: 'MIT', commercial: 'yes' } as const
    const models = [
      { ...model, name: 'one', sha256: 'c'.repeat(64) },
      { ...model, name: 'two', sha256: null, licence: null },
    ]
    const provenance = {
      models,
      graph: { name: 'sprite', version: 1, hash: 'd'.repeat(64) },
      executionMs: 2500,
      draft: { index: 2, score: 0.5, sha256: 'e'.repeat(64) },
    }
    const asset = { ...made, variant: { ...made.variant, provenance } }
    const { assets, licences } = bundleManifestSchema.parse(
      JSON.parse(text(write('generic', [asset]).files, 'manifest.json')),
    )
    expect(assets[0]?.provenance).toMatchObject({
      ...{ models, modelHashes: ['c'.repeat(64)], graphHash: 'd'.repeat(64), gpuSeconds: 2.5 },
      draft: provenance.draft,
    })
    expect(licences).toMatchObject([
      {
        provider: 'comfyui',
        licence: 'Licences of the models that made it: one: MIT; two: licence unknown.',
      },
    ])
    const taken = {
      ...asset,
      variant: { ...asset.variant, provenance: { ...provenance, cachedFrom: 'var_1' } },
    }
    expect(text(write('generic', [taken]).files, 'manifest.json')).toContain('"gpuSeconds": 0,')
  })
})

describe('what cannot be written is refused', () => {
  it('an unknown target, with the ones there are', () => {
    expect(() => write('dos', [])).toThrow('unknown target "dos"')
    try {
      write('dos', [])
    } catch (error) {
      expect(error).toMatchObject({
        type: 'InvalidInput',
        hint: 'Targets that are built: generic, pixi, godot.',
      })
    }
  })

  it('two assets of one key', () => {
    expect(() => write('pixi', [makeFrozenAsset('a'), makeFrozenAsset('a')])).toThrow('have the key "a"')
  })

  it('an atlas of other frames', () => {
    const assets = [makeFrozenAsset('a'), makeFrozenAsset('b')]
    const atlas = stackAtlas(assets)
    const wrong = [
      { ...atlas, frames: atlas.frames.slice(1) },
      { ...atlas, frames: atlas.frames.map((frame) => ({ ...frame, key: `${frame.key}x` })) },
      { ...atlas, frames: atlas.frames.map((frame) => ({ ...frame, width: 5 })) },
      { ...atlas, frames: atlas.frames.map((frame) => ({ ...frame, page: 1 })) },
    ]
    for (const one of wrong)
      expect(() => writeBundle({ target: 'pixi', project, assets, atlas: one, previous: null })).toThrow(
        /frame/,
      )
  })
})
