import { describe, expect, it } from 'vitest'
import { identifyModel, modelUseOf } from '../../../core/models/identify-model.js'
import { objectToModels } from '../../../core/models/licence-gate.js'
import type { ModelUse } from '../../../core/models/model-use.js'
import { makeCatalogue } from './make-catalogue.js'

const used = (name: string, change: Partial<ModelUse> = {}): ModelUse => ({
  ...{
    kind: 'checkpoint',
    name,
    file: `${name}.safetensors`,
    sha256: null,
    licence: null,
    commercial: 'unknown',
  },
  ...change,
})
const hash = (letter: string) => letter.repeat(64)

describe('the licence gate', () => {
  it('lets through what may be sold, and names the licence of what may not', () => {
    const objections = objectToModels([used('sdxl'), used('closed-xl')], makeCatalogue())
    expect(objections).toHaveLength(1)
    expect(objections[0]).toMatchObject({
      model: { name: 'closed-xl', licence: 'Research only', commercial: 'no' },
    })
  })

  it('wants a condition to be accepted, once for all that was made before', () => {
    const before = [used('noises', { commercial: 'conditional', condition: 'less than a million a year' })]
    const [objection] = objectToModels(before, makeCatalogue())
    expect(objection?.message).toContain('less than a million a year')
    expect(objection?.nextStep).toContain('models accept noises')
    const accepted = makeCatalogue([{ name: 'noises', conditionMet: 'we are three people' }])
    expect(objectToModels(before, accepted)).toEqual([])
  })

  it('stops what nobody knows, until somebody writes its licence down', () => {
    const before = [used('own-model')]
    expect(objectToModels(before, makeCatalogue())).toMatchObject([{ model: { name: 'own-model' } }])
    const own = {
      ...{
        name: 'own-model',
        title: 'Own',
        kind: 'checkpoint',
        base: 'sdxl',
        folder: 'checkpoints',
        file: 'x.safetensors',
      },
      ...{
        sha256: null,
        bytes: null,
        licence: 'CC0-1.0',
        commercial: 'yes',
        source: 'https://models.example/own',
      },
    }
    expect(objectToModels(before, makeCatalogue([own]))).toEqual([])
  })

  it('finds what another program used by the name of its file, with or without its ending', () => {
    const by = (file: string, kind: ModelUse['kind'] = 'checkpoint') =>
      objectToModels([used('told-otherwise', { file, kind })], makeCatalogue())
    expect(by('SDXL')).toEqual([])
    expect(by('sub/sdxl.safetensors')).toEqual([])
    expect(by('closed-xl')).toMatchObject([{ model: { name: 'closed-xl', licence: 'Research only' } }])
    expect(by('sdxl', 'lora')).toHaveLength(1)
  })

  it('judges by bytes where they are known: a free name on other bytes frees nothing', () => {
    const renamed = used('whatever', { file: 'renamed.safetensors', sha256: hash('a') })
    expect(objectToModels([renamed], makeCatalogue())).toEqual([])
    const disguised = used('sdxl', { sha256: hash('e') })
    expect(objectToModels([disguised], makeCatalogue())).toHaveLength(1)
  })

  it('keeps the judgement of its time for a model that is not in the catalogue any more', () => {
    expect(objectToModels([used('gone', { licence: 'MIT', commercial: 'yes' })], makeCatalogue())).toEqual([])
    expect(objectToModels([used('gone', { licence: 'NC', commercial: 'no' })], makeCatalogue())).toHaveLength(
      1,
    )
  })
})

describe('a file of a server', () => {
  const catalogue = makeCatalogue()
  const file = (name: string, letter: string) => ({
    ...{ folder: 'checkpoints', file: name, sha256: hash(letter), bytes: 1, changedMs: 0 },
  })

  it('is known by its name in any folder below and by its bytes under any name', () => {
    expect(identifyModel(catalogue, 'checkpoints', 'XL\\SDXL.safetensors')).toMatchObject({
      ...{ by: 'name', entry: { name: 'sdxl' } },
    })
    const files = [file('other.safetensors', 'a')]
    const found = identifyModel({ ...catalogue, files }, 'checkpoints', 'other.safetensors')
    expect(found).toMatchObject({ by: 'bytes', entry: { name: 'sdxl' } })
    expect(modelUseOf(found, 'checkpoint')).toMatchObject({
      name: 'sdxl',
      sha256: hash('a'),
      commercial: 'yes',
    })
    expect(identifyModel(catalogue, 'loras', 'sdxl.safetensors').by).toBe('nothing')
  })

  it('with the name of an entry and other bytes has no licence that anybody knows', () => {
    const files = [file('sdxl.safetensors', 'c')]
    const found = identifyModel({ ...catalogue, files }, 'checkpoints', 'sdxl.safetensors')
    expect(found.by).toBe('other')
    expect(modelUseOf(found, 'checkpoint')).toMatchObject({
      licence: null,
      commercial: 'unknown',
      sha256: hash('c'),
    })
  })
})
