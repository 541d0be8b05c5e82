import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import { bundleManifestSchema } from '../../../core/bundle/bundle-manifest.schema.js'
import { bundleTargets } from '../../../core/bundle/find-bundle-target.js'
import { writeBundle } from '../../../core/bundle/write-bundle.js'
import { viewerPage, writeViewer, type ViewerAsset } from '../../../core/bundle/write-viewer.js'
import { makeFrozenAsset, stackAtlas } from './make-frozen-set.js'

const embedded = /<script type="application\/json" id="assets">([\s\S]*?)<\/script>/
const scripts = /<script>([\s\S]*?)<\/script>/

function rowsOf(page: string): ViewerAsset[] {
  return JSON.parse(embedded.exec(page)?.[1] ?? 'null') as ViewerAsset[]
}

function pageOf(assets: readonly FrozenAsset[], target = 'generic') {
  const project = { key: 'dunes', name: 'Dunes' }
  const { files } = writeBundle({ target, project, assets, atlas: stackAtlas(assets), previous: null })
  const text = (path: string) => {
    const file = files.find((one) => one.path === path)
    if (file === undefined || !('bytes' in file)) throw new Error(`no text file ${path}`)
    return new TextDecoder().decode(file.bytes)
  }
  return { files, page: text('index.html'), manifest: JSON.parse(text('manifest.json')) as unknown }
}

describe('the page of a bundle', () => {
  it.each([...bundleTargets.keys()])('is listed in the manifest as viewer for %s', (target) => {
    const { manifest } = pageOf([makeFrozenAsset('barrel')], target)
    const listed = bundleManifestSchema.parse(manifest).files.filter((file) => file.role === 'viewer')
    expect(listed.map((file) => file.path)).toEqual(['index.html'])
  })

  it('shows the tags by which assets differ, not those that all of them have', () => {
    const [barrel, wheel] = [
      ['retro', 'camp'],
      ['retro', 'road'],
    ].map((tags, index) => makeFrozenAsset(['barrel', 'wheel'][index]!, { tags }))
    const { page } = pageOf([barrel!, wheel!])
    expect(rowsOf(page).map(({ tags }) => tags)).toEqual([['camp'], ['road']])
    expect(rowsOf(pageOf([barrel!]).page)[0]?.tags).toEqual(['camp', 'retro'])
  })

  it('tells key, type, tags, size and pivot, by key, of pictures that the bundle holds', () => {
    const { files, page } = pageOf([
      makeFrozenAsset('wheel', { assetType: 'tile', width: 48, pivot: { x: 0.5, y: 0.5 } }),
      makeFrozenAsset('con', { tags: ['retro', 'camp'] }),
    ])
    const size = { width: 32, height: 32 }
    expect(rowsOf(page)).toEqual([
      {
        key: 'con',
        type: 'prop',
        tags: ['camp', 'retro'],
        ...size,
        pivot: { x: 0.5, y: 1 },
        image: 'images/props/con_.png',
      },
      {
        key: 'wheel',
        type: 'tile',
        tags: ['pixel art'],
        ...size,
        width: 48,
        pivot: { x: 0.5, y: 0.5 },
        image: 'images/tiles/wheel.png',
      },
    ])
    const paths = new Set(files.map((file) => file.path))
    expect(rowsOf(page).filter((row) => !paths.has(row.image))).toEqual([])
  })

  it('holds no ids, reviewers, times or costs', () => {
    const { asset, variant, decision } = makeFrozenAsset('barrel')
    const { page } = pageOf([makeFrozenAsset('barrel')])
    const private_ = [
      asset.assetId,
      asset.projectId,
      asset.runId,
      asset.specId,
      asset.specRevisionId,
      asset.variantId,
      variant.jobId,
      variant.createdAt,
      variant.seed,
      variant.promptHash,
      decision.reviewer,
      decision.decidedAt,
      String(variant.costMicros),
    ]
    expect(private_.filter((text) => page.includes(text))).toEqual([])
  })

  it('never takes a key or a tag for markup', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '<!--<script>',
        '</SCRIPT >',
        '\u2028"\\u003c&amp;',
      ),
    )
    const plain = viewerPage([])
    const tagsOf = (page: string) => page.match(/<[a-z!/]/gi)?.length
    fc.assert(
      fc.property(nasty, fc.array(nasty, { maxLength: 3 }), (key, tags) => {
        const row: ViewerAsset = {
          key,
          type: 'prop',
          tags,
          width: 1,
          height: 1,
          pivot: { x: 0, y: 0 },
          image: `images/props/${key}.png`,
        }
        const page = viewerPage([row])
        expect(tagsOf(page)).toBe(tagsOf(plain))
        expect(rowsOf(page)).toEqual([row])
      }),
      { numRuns: 200 },
    )
  })

  it('asks no network for anything, and loads pictures when they come into view', () => {
    const { page } = pageOf([makeFrozenAsset('barrel')])
    expect(page).not.toMatch(/https?:|\bfetch\(|XMLHttpRequest|@import|<link|<script[^>]* src/)
    expect(page).toContain(`content="default-src 'none'; img-src 'self' file:;`)
    expect(page).toContain(`image.loading = 'lazy'`)
    expect(page).toContain('image-rendering: pixelated')
  })

  it('has a script that parses, finds every element it names, and sets no markup', async () => {
    const page = viewerPage([])
    const script = scripts.exec(page)?.[1] ?? ''
    const { transformSync } = await import('esbuild')
    expect(transformSync(script, { loader: 'js', target: 'es2022' }).warnings).toEqual([])
    const named = [...script.matchAll(/byId\('([a-z]+)'\)/g)].map((match) => match[1])
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter((id) => !page.includes(`id="${id}"`))).toEqual([])
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/)
  })

  it('of a thousand assets stays below half a megabyte', () => {
    const assets = Array.from({ length: 1000 }, (_, index) =>
      makeFrozenAsset(`rusty-bucket-of-nails-${index}`),
    )
    expect(writeViewer(assets).bytes.length).toBeLessThan(500_000)
  })
})
