import { mergeCatalogue, type ModelCatalogue } from '../../../core/models/merge-catalogue.js'
import { modelFileFormat } from '../../../core/models/model-catalogue.schema.js'

const entry = (name: string, folder: string, more: Record<string, unknown> = {}) => ({
  ...{ name, title: name, kind: 'checkpoint', base: 'sdxl', folder, file: `${name}.safetensors` },
  ...{
    sha256: null,
    bytes: null,
    licence: 'MIT',
    commercial: 'yes',
    source: `https://models.example/${name}`,
  },
  ...more,
})

const quick = { steps: 8, cfg: 1.5, sampler: 'lcm', scheduler: 'sgm_uniform' }

/** A small catalogue of models that do not exist, with changes to its entries. */
export function makeCatalogue(changes: readonly Record<string, unknown>[] = []): ModelCatalogue {
  const models = [
    entry('sdxl', 'checkpoints', { sha256: 'a'.repeat(64), sha256Source: 'nowhere' }),
    entry('sd15', 'checkpoints', { base: 'sd15' }),
    entry('closed-xl', 'checkpoints', { licence: 'Research only', commercial: 'no' }),
    entry('pixels', 'loras', {
      ...{ kind: 'lora', triggerWords: ['pixel art'], automaticFor: ['pixel-art'] },
      ...{ recommended: { weight: 0.8 }, sha256: 'b'.repeat(64), sha256Source: 'nowhere' },
    }),
    entry('quick', 'loras', { kind: 'lora', recommended: quick, accelerates: true }),
    entry('tunes', 'checkpoints', { kind: 'audio', base: 'audio', assetTypes: ['music'] }),
    entry('noises', 'checkpoints', {
      ...{ kind: 'audio', base: 'audio', assetTypes: ['sfx'], needs: ['reader'] },
      ...{ licence: 'House licence', commercial: 'conditional', condition: 'less than a million a year' },
    }),
    entry('reader', 'text_encoders', {
      kind: 'text-encoder',
      base: 'audio',
      aliases: ['reader_b.safetensors'],
    }),
  ]
  const { catalogue, problems } = mergeCatalogue([
    { file: 'test.json', value: { format: modelFileFormat, models } },
    { file: 'changes.json', value: { format: modelFileFormat, models: changes } },
  ])
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return catalogue
}
