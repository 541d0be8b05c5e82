import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { baseName } from '../../../core/models/identify-model.js'
import { guessBase } from '../../../core/models/guess-base.js'
import { chooseMemoryProfile, residentCheckpoints } from '../../../core/models/memory-profile.js'
import { mergeCatalogue } from '../../../core/models/merge-catalogue.js'
import { modelFileFormat } from '../../../core/models/model-catalogue.schema.js'
import { readSamplerName } from '../../../core/models/sampler-name.js'

const dir = new URL('../../../models/catalog/', import.meta.url)
const shipped = readdirSync(dir)
  .map((file) => ({
    file,
    value: JSON.parse(readFileSync(new URL(file, dir), 'utf8')) as { format?: string },
  }))
  .filter(({ value }) => value.format === modelFileFormat)

describe('the models that come with the product', () => {
  const { catalogue, problems } = mergeCatalogue(shipped)
  const { models } = catalogue

  it('are whole, each once, and find what they need', () => {
    expect(problems).toEqual([])
    expect(models.length).toBeGreaterThan(20)
    const names = shipped.flatMap(({ value }) =>
      (value as { models: { name: string }[] }).models.map((one) => one.name),
    )
    expect(new Set(names).size).toBe(names.length)
    for (const { needs } of models) for (const name of needs ?? []) expect(names).toContain(name)
  })

  it('are told apart by file and by bytes', () => {
    const files = models.flatMap((one) =>
      [one.file, ...(one.aliases ?? [])].map((file) => `${one.folder}/${baseName(file)}`),
    )
    expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([])
    const hashes = models.flatMap(({ sha256 }) => sha256 ?? [])
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('name a licence wherever they may be sold, and where the sha256 can be looked up', () => {
    for (const { name, commercial, licence, sha256, sha256Source } of models) {
      if (commercial !== 'unknown') expect(licence, name).not.toBeNull()
      if (sha256 !== null) expect(sha256Source, name).toMatch(/https:|PKGBUILD/)
    }
  })
})

describe('files of models', () => {
  const whole = {
    ...{ name: 'one', title: 'One', kind: 'lora', base: 'sdxl', folder: 'loras', file: 'one.safetensors' },
    ...{ sha256: null, bytes: null, licence: 'MIT', commercial: 'yes', source: 'https://models.example/one' },
  }
  const file = (name: string, models: unknown[]) => ({
    file: name,
    value: { format: modelFileFormat, models },
  })

  it('change only the members that they have', () => {
    const { catalogue } = mergeCatalogue([
      file('a', [whole]),
      file('b', [{ name: 'one', triggerWords: ['uno'] }]),
    ])
    expect(catalogue.models).toEqual([{ ...whole, triggerWords: ['uno'] }])
  })

  it('name what is wrong by file and member, and lose nothing else', () => {
    const { catalogue, problems } = mergeCatalogue([
      file('a', [whole, { ...whole, name: 'two', sha256: 'f'.repeat(64) }]),
      file('b', [
        { name: 'one', commercial: 'conditional' },
        { name: 'one', colour: 'red' },
      ]),
      { file: 'c', value: { format: 'something else' } },
      { file: 'd', value: 'no object' },
      file('e', [{ ...whole, name: 'three', file: '../three.safetensors' }]),
    ])
    expect(catalogue.models).toEqual([whole])
    expect(problems.map((one) => `${one.file}: ${one.member}`)).toEqual([
      ...['a: models.two.sha256Source', 'b: models.one.condition', 'b: models.one'],
      ...['c: format', 'd: ', 'e: models.three.file'],
    ])
    for (const { hint } of problems) expect(hint).not.toBe('')
  })
})

describe('a family', () => {
  it.each([
    ['rnd_sd15_full.safetensors', 'sd15'],
    ['v1-5-pruned-emaonly.ckpt', 'sd15'],
    ['sd-v1-4.ckpt', 'sd15'],
    ['juggernautXL_v9.safetensors', 'sdxl'],
    ['sub/sd_xl_turbo_1.0_fp16.safetensors', 'sdxl'],
    ['flux1-dev.safetensors', 'flux'],
    ['stable_audio_open_1.0.safetensors', 'audio'],
    ['model15000.safetensors', null],
    ['deliberate_v2.safetensors', null],
    ['axle.safetensors', null],
  ])('of %s is %s by its name', (name, base) => {
    expect(guessBase(name)?.base ?? null).toBe(base)
  })

  it('is read from the header first', () => {
    const header = { ss_base_model_version: 'sd_v1', 'modelspec.architecture': 7 }
    expect(guessBase('my-xl-lora.safetensors', header)).toMatchObject({ base: 'sd15', from: 'metadata' })
    expect(guessBase('x', { ss_base_model_version: 'sdxl_base_v1-0' })?.base).toBe('sdxl')
  })
})

describe('samplers', () => {
  it('have the names of ComfyUI however they are written', () => {
    expect(readSamplerName('DPM++ 2M Karras')).toEqual({ sampler: 'dpmpp_2m', scheduler: 'karras' })
    expect(readSamplerName('dpmpp_2m')).toEqual({ sampler: 'dpmpp_2m' })
    expect(readSamplerName('Euler a')).toEqual({ sampler: 'euler_ancestral' })
    expect(readSamplerName('UniPC')).toEqual({ sampler: 'uni_pc' })
    expect(readSamplerName('constructor')).toBeNull()
  })
})

describe('memory', () => {
  const gib = 1024 ** 3

  it('of a card holds what is left beside the work', () => {
    const small = chooseMemoryProfile({ vramTotal: 10 * gib, ramTotal: 32 * gib })
    expect(small).toMatchObject({
      name: '10gb',
      precision: 'fp16',
      finalSidePx: 1024,
      batch: 1,
      unified: false,
    })
    expect(residentCheckpoints(small)).toBe(1)
    const large = chooseMemoryProfile({ vramTotal: 24 * gib, ramTotal: 64 * gib })
    expect(large).toMatchObject({ name: '24gb', tiledDecode: false })
    expect(residentCheckpoints(large)).toBe(3)
    expect(residentCheckpoints(chooseMemoryProfile({ vramTotal: 6 * gib, ramTotal: 16 * gib }))).toBe(1)
  })

  it('that CPU and GPU share is budgeted from the whole, below where loads were seen to fail', () => {
    const spark = chooseMemoryProfile({ vramTotal: 121 * gib, ramTotal: 121 * gib })
    expect(spark).toMatchObject({ name: 'unified-128gb', unified: true, precision: 'bf16' })
    expect(spark.modelBudgetBytes).toBeLessThan((95 - 16) * gib)
    expect(residentCheckpoints(spark)).toBeGreaterThanOrEqual(8)
    expect(residentCheckpoints(spark)).toBeLessThan(12)
    expect(spark.flags).toContain('--bf16-unet')
  })

  it('of a processor leaves half to the system; a card beside as much memory keeps its own', () => {
    const both = { vramTotal: 24 * gib, ramTotal: 24 * gib }
    expect(chooseMemoryProfile({ ...both, deviceName: 'cpu' })).toMatchObject({
      name: 'processor',
      unified: true,
    })
    expect(chooseMemoryProfile(both)).toMatchObject({ name: '24gb', unified: false })
  })
})
