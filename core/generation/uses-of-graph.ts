import { fileKindOf, isFileKind, modelFolders, type GraphFileKind } from '../graphs/model-folders.js'
import type { GraphTemplate } from '../graphs/graph-template.js'
import type { ServerModels } from '../models/choose-loras.js'
import { identifyModel, modelUseOf } from '../models/identify-model.js'
import { ipAdapterFiles } from '../models/ip-adapter-files.js'
import type { ModelCatalogue } from '../models/merge-catalogue.js'
import type { ModelKind, ModelUse } from '../models/model-use.js'

/** A node that loads files by a preset instead of by their names. */
const presetLoader = 'IPAdapterUnifiedLoader'
/** It loads a model of its own by a name without a file. */
const namedRemover = 'BiRefNetRMBG'

/**
 * The models of a graph beside its checkpoint and its LoRAs, for provenance and licences: those that its inputs are given
 * or have as their default, those that stand in its nodes, and those that a node finds by itself. `missing`: what such a
 * node would not find. Pure.
 */
export function usesOfGraph(
  { graph, bindings }: GraphTemplate,
  { values, base }: { readonly values: Readonly<Record<string, string | number>>; readonly base: string },
  catalogue: ModelCatalogue,
  server: ServerModels,
): { readonly uses: readonly ModelUse[]; readonly missing: readonly string[] } {
  const uses = new Map<string, ModelUse>()
  const missing: string[] = []
  const note = (kind: GraphFileKind, file: string): void => {
    if (kind === 'checkpoint' || kind === 'lora') return
    uses.set(`${kind}/${file}`, modelUseOf(identifyModel(catalogue, modelFolders[kind], file), kind))
  }
  const bound = new Set<string>()
  for (const [name, input] of Object.entries(bindings.inputs)) {
    for (const { node, field } of input.targets) bound.add(`${node}.${field}`)
    const value = values[name] ?? ('default' in input ? input.default : undefined)
    if (isFileKind(input.kind) && typeof value === 'string') note(input.kind, value)
  }
  for (const [id, { class_type: type, inputs }] of Object.entries(graph)) {
    for (const [field, value] of Object.entries(inputs)) {
      const kind = fileKindOf(type, field)
      if (kind !== null && typeof value === 'string' && !bound.has(`${id}.${field}`)) note(kind, value)
    }
    if (type === namedRemover) {
      const model = chosen(bindings, values, 'model') ?? inputs['model']
      if (typeof model === 'string') note('background', model)
    }
    if (type !== presetLoader || (base !== 'sdxl' && base !== 'sd15')) continue
    const preset = chosen(bindings, values, 'preset') ?? inputs['preset']
    const files = ipAdapterFiles(typeof preset === 'string' ? preset : '', base, catalogue, server)
    const kindOf = (folder: string): ModelKind => (folder === 'clip_vision' ? 'vision' : 'controlnet')
    for (const one of files.found) uses.set(`${one.folder}/${one.file}`, modelUseOf(one, kindOf(one.folder)))
    missing.push(...files.missing)
  }
  return { uses: [...uses.values()], missing }
}

/** Of an input that is a choice. */
function chosen(
  { inputs }: GraphTemplate['bindings'],
  values: Readonly<Record<string, string | number>>,
  name: string,
): string | undefined {
  const input = inputs[name]
  const value = values[name] ?? (input?.kind === 'choice' ? input.default : undefined)
  return typeof value === 'string' ? value : undefined
}
