import { describe, expect, it } from 'vitest'
import { jsonFile, textFile, type BundleFile } from '../../../core/bundle/bundle-file.js'
import { bundleTargets } from '../../../core/bundle/find-bundle-target.js'
import { verifyBundle } from '../../../core/bundle/verify-bundle.js'
import { writeBundle } from '../../../core/bundle/write-bundle.js'
import { makeFrozenAsset, stackAtlas } from './make-frozen-set.js'

const assets = ['barrel', 'crate'].map((key) => makeFrozenAsset(key))

function sound(target = 'pixi'): BundleFile[] {
  const project = { key: 'p', name: 'P' }
  return [...writeBundle({ target, project, assets, atlas: stackAtlas(assets), previous: null }).files]
}

/** The bundle with one value of a JSON file changed. */
function edited(files: BundleFile[], path: string, edit: (json: any) => void): BundleFile[] {
  return files.map((file) => {
    if (file.path !== path || !('bytes' in file)) return file
    const json: unknown = JSON.parse(new TextDecoder().decode(file.bytes))
    edit(json)
    return jsonFile(path, json)
  })
}

const messages = (files: BundleFile[], keys?: string[]) =>
  verifyBundle(files, keys === undefined ? {} : { keys }).map(({ path, message }) => `${path} ${message}`)

describe('a bundle that somebody damaged', () => {
  it('missing file, changed file, file too many', () => {
    const files = sound()
    expect(messages(files.filter((file) => file.path !== 'assets.ts'))).toEqual(['assets.ts is missing'])
    expect(messages([...files, textFile('notes.txt', 'x')])).toEqual([
      'notes.txt the manifest does not list it',
    ])
    const other = files.map((file) => (file.path === 'README.txt' ? textFile('README.txt', 'x') : file))
    expect(messages(other)[0]).toMatch(/^README.txt has 1 bytes, the manifest says/)
    const swapped = files.map((file) => ('sha256' in file ? { ...file, sha256: '0'.repeat(64) } : file))
    expect(messages(swapped)).toHaveLength(3)
    const resized = files.map((file) => ('sha256' in file ? { ...file, width: 7 } : file))
    expect(messages(resized)[0]).toContain('is 7x')
  })

  it('no manifest, a manifest that is no JSON or of another format', () => {
    const files = sound().filter((file) => file.path !== 'manifest.json')
    expect(messages(files)).toEqual(['manifest.json manifest.json is missing'])
    expect(messages([...files, textFile('manifest.json', '{')])).toHaveLength(1)
    expect(messages(edited(sound(), 'manifest.json', (m) => (m.format = 'other')))[0]).toContain('format')
  })

  it('paths that leave the folder, collide, or that some system cannot unpack', () => {
    const bad = [
      '../x.txt',
      '/x.txt',
      'a\\b.txt',
      'c:/x.txt',
      'a b.txt',
      'con.txt',
      'images/aux/x.txt',
      'a//b.txt',
      'ä.txt',
    ]
    for (const path of bad)
      expect(
        messages([...sound(), textFile(path, 'x')]).some((message) => message.includes('the path')),
      ).toBe(true)
    expect(messages([...sound(), textFile('ASSETS.ts', 'x')]).join()).toContain('collides with assets.ts')
  })

  it('frames outside their page, over each other, or not the size of their picture', () => {
    const change = (edit: (frame: any) => void) =>
      messages(edited(sound(), 'manifest.json', (m) => edit(m.assets[1].frames[0]))).join('\n')
    expect(change((frame) => (frame.x = 1))).toContain('the frame "crate" lies outside its page')
    expect(change((frame) => (frame.y = 31))).toContain('the frames "barrel" and "crate" overlap')
    expect(change((frame) => (frame.page = 4))).toContain('lies on no page')
    expect(change((frame) => (frame.trim.x = 9))).toContain('outside the untrimmed frame')
    expect(change((frame) => (frame.trim.width = 9))).toContain('not the size of its trimmed box')
    expect(change((frame) => (frame.sourceSize.width = 64))).toContain('its picture is 32x32')
  })

  it('assets missing, not asked for, doubled or out of order', () => {
    expect(messages(sound(), ['barrel', 'crate'])).toEqual([])
    expect(messages(sound(), ['barrel', 'wheel'])).toEqual([
      'manifest.json the asset "wheel" is missing',
      'manifest.json the asset "crate" was not asked for',
    ])
    expect(messages(edited(sound(), 'manifest.json', (m) => m.assets.reverse())).join()).toContain(
      'out of order',
    )
    expect(messages(edited(sound(), 'manifest.json', (m) => m.assets.push(m.assets[1]))).join()).toContain(
      'twice',
    )
  })

  it.each([...bundleTargets.keys()].filter((name) => name !== 'godot'))(
    '%s files that tell another place than the manifest',
    (target) => {
      const move = (json: any) => {
        if (Array.isArray(json.frames)) json.frames[0].x += 1
        else json.frames.barrel.frame.x += 1
      }
      const path = target === 'pixi' ? 'atlases/sprites-0.json' : 'atlases/sprites.json'
      expect(messages(edited(sound(target), path, move)).join('\n')).toContain('another place for "barrel"')
      const dropped = edited(sound(target), path, (json) => delete json.frames)
      expect(messages(dropped).length).toBeGreaterThan(1)
    },
  )
})
