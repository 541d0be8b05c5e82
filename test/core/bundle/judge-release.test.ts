import { describe, expect, it } from 'vitest'
import { forbidsRelease, judgeRelease } from '../../../core/bundle/judge-release.js'
import type { FrozenAsset, SpecStanding } from '../../../core/bundle-ports.js'
import { makeCatalogue } from '../models/make-catalogue.js'
import { makeFrozenAsset } from './make-frozen-set.js'

const standing = (key: string, stage: SpecStanding['stage'] = 'done', failure: string | null = null) => ({
  ...{ key, stage, failure },
})
const art = (key: string) => makeFrozenAsset(key, { placeholder: false, provider: 'comfy' })
const by = (frozen: FrozenAsset, reviewer: string): FrozenAsset => ({
  ...frozen,
  decision: { ...frozen.decision, reviewer },
})
const licensed = (frozen: FrozenAsset, licence: string): FrozenAsset => ({
  ...frozen,
  spec: {
    ...frozen.spec,
    origin: { kind: 'human', author: 'Ada', licence, trainable: false, sha256: 'a'.repeat(64) },
  },
})

describe('a release', () => {
  it('is free when people approved everything and nothing is a placeholder', () => {
    const assets = [by(art('axe'), 'anna'), licensed(by(art('bow'), 'signal:ben'), 'CC-BY-4.0')]
    expect(judgeRelease(assets, [standing('axe'), standing('bow')])).toEqual([])
  })

  it('lists by key what is in the way, each with a next step', () => {
    const assets = [
      by(makeFrozenAsset('stand-in', { placeholder: true }), 'policy:best-score/1'),
      licensed(by(art('poster'), 'anna'), 'CC BY-NC 4.0'),
      by(art('sword'), 'anna'),
    ]
    const specs = [
      ...['stand-in', 'poster', 'sword'].map((key) => standing(key)),
      standing('waits', 'reviewing'),
      standing('late', 'generating'),
      standing('broken', 'failed', 'the painter was away'),
      standing('disliked', 'rejected'),
      standing('undone', 'done'),
    ]
    const objections = judgeRelease(assets, specs)
    expect(objections.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
      'broken failed',
      'disliked unapproved',
      'late undecided',
      'poster licence',
      'stand-in placeholder',
      'stand-in policy',
      'undone unapproved',
      'waits undecided',
    ])
    expect(objections[0]?.message).toContain('the painter was away')
    for (const { nextStep } of objections) expect(nextStep).toMatch(/npx assetloom \w+|approve/)
  })

  it('names the asset, the model and the licence that keep a picture out, as they are known now', () => {
    const models = makeCatalogue()
    const made = (key: string, ...names: string[]): FrozenAsset => {
      const frozen = by(makeFrozenAsset(key, { placeholder: false, provider: 'comfyui' }), 'anna')
      const used = names.map((name) => ({
        ...{ kind: 'lora' as const, name, file: `${name}.safetensors`, sha256: null },
        ...{ licence: null, commercial: 'unknown' as const },
      }))
      return { ...frozen, variant: { ...frozen.variant, provenance: { models: used } } }
    }
    const assets = [
      made('axe', 'sdxl'),
      made('bow', 'sdxl', 'closed-xl'),
      made('cap', 'mystery'),
      made('dog'),
    ]
    const specs = assets.map(({ asset }) => standing(asset.specKey))
    const objections = judgeRelease(assets, specs, models)
    expect(objections.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
      ...['bow licence', 'cap licence', 'dog licence'],
    ])
    expect(objections[0]?.message).toContain(
      '"closed-xl" (closed-xl.safetensors), whose licence "Research only"',
    )
    expect(objections[1]?.message).toContain('"mystery"')
    expect(objections[2]?.message).toContain('nobody knows with which models')
  })

  it('knows licences that do not allow one', () => {
    for (const licence of ['unknown', 'CC-BY-NC-4.0', 'cc by-nd 3.0', 'Personal use only', 'non-commercial'])
      expect(forbidsRelease(licence), licence).toBe(true)
    for (const licence of ['CC0-1.0', 'CC-BY-SA-4.0', 'MIT', 'OFL-1.1', 'work for hire'])
      expect(forbidsRelease(licence), licence).toBe(false)
  })
})
