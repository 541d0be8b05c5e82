import type { VariantRouteView, VariantView } from '../../core/http/http-api.js'
import type { ModelUse } from '../../core/models/model-use.js'
import { formatCost } from '../progress/format-figures.js'
import type { SpecView } from '../http/assetloom-client.js'
import { el, type Child } from './build-element.js'
import { copyButton } from './copy-button.js'
import { showDate, showTime } from './show-time.js'

/** Where a variant comes from: who made it with what, when, for how much, and why so. `route` null = it is being read. */
export function variantOrigin(spec: SpecView, variant: VariantView, route: VariantRouteView | null): Child[] {
  const { provenance = {} } = variant
  const {
    graph,
    models = [],
    modelSeed,
    host,
    cachedFrom,
    revisedPrompt,
    submitNo = 1,
    source,
    draft,
  } = provenance
  const reasons = [...(route?.route?.reasons ?? []), ...downsizing(provenance)]
  return [
    el('h3', {}, 'Origin'),
    cachedFrom === undefined
      ? null
      : el(
          'p',
          { class: 'taken' },
          'Taken from an earlier picture: the same was asked for, so nothing was executed. ',
          copyButton('the id of the earlier picture', cachedFrom),
        ),
    el(
      'dl',
      { class: 'facts origin' },
      ...fact('variant', `${variant.variantIndex + 1} of round ${variant.round}`),
      ...fact('painter', painterOf(variant)),
      ...(graph === undefined
        ? []
        : fact('graph', copied('the graph', `${graph.name} v${graph.version}`, graph.hash))),
      ...models.flatMap((use) =>
        fact(kindOf(use), copied(`the file of the ${kindOf(use)}`, nameOf(use), use.file)),
      ),
      ...fact('seed', copied('the seed', modelSeed ?? variant.seed, modelSeed ?? variant.seed)),
      ...(revisedPrompt === undefined ? [] : fact('read as', revisedPrompt)),
      ...(spec.sound === undefined ? fact('size', `${variant.width} x ${variant.height} px delivered`) : []),
      ...(host === undefined
        ? []
        : fact('host', copied('the host', route?.hostAddress ?? host, route?.hostAddress ?? host))),
      ...(source === undefined
        ? []
        : fact(
            'begins from',
            copied('the picture', `${source.sha256.slice(0, 12)}, ${source.use}`, source.sha256),
          )),
      ...(draft === undefined
        ? []
        : fact('painted over', `draft ${draft.index + 1} of the round, score ${draft.score.toFixed(2)}`)),
      ...fact('took', tookOf(variant)),
      ...(submitNo > 1 ? fact('given', `${submitNo} times until it had a result`) : []),
      ...fact('made', showTime(variant.createdAt)),
      ...(variant.pictureRemovedAt === undefined
        ? []
        : fact('picture', el('span', {}, 'given up by retention ', showDate(variant.pictureRemovedAt)))),
      ...fact('id', copied('the id of this variant', variant.variantId, variant.variantId)),
    ),
    ...(reasons.length === 0
      ? []
      : [
          el('h3', {}, 'Why so'),
          el('ul', { class: 'reasons' }, ...reasons.map((reason) => el('li', {}, reason))),
        ]),
  ]
}

function downsizing({ downsizedFrom, values = {} }: NonNullable<VariantView['provenance']>): string[] {
  if (downsizedFrom === undefined) return []
  const { width, height } = downsizedFrom
  return [
    `painted at ${values['width']}x${values['height']} px: the memory of its server was too small for ${width}x${height}`,
  ]
}

function painterOf({ provider, providerVersion, placeholder }: VariantView): string {
  // Some say their name in their version.
  const name = providerVersion.startsWith(provider) ? providerVersion : `${provider} ${providerVersion}`
  return `${name}${placeholder ? ', placeholder' : ''}`
}

function tookOf({ paintMs, costMicros, provenance }: VariantView): string {
  const onGpu = provenance?.executionMs
  const gpu = onGpu === undefined ? '' : `, ${(onGpu / 1000).toFixed(1)} s on the GPU`
  return `${(paintMs / 1000).toFixed(1)} s${gpu}, ${costMicros > 0 ? formatCost(costMicros) : 'no cost'}`
}

const kindOf = ({ kind }: ModelUse): string => (kind === 'lora' ? 'LoRA' : kind)

/** What may not be sold is said here: who approves it should know. */
function nameOf({ name, commercial }: ModelUse): string {
  return commercial === 'yes' ? name : `${name} (${commercialWords[commercial]})`
}

const commercialWords: Readonly<Record<Exclude<ModelUse['commercial'], 'yes'>, string>> = {
  no: 'not for sale',
  conditional: 'for sale under a condition',
  unknown: 'whether it may be sold is not known',
}

/** A value in few characters with a button that copies all of it. */
function copied(what: string, shown: string, whole: string): HTMLElement {
  return el('span', { class: 'copied' }, el('span', { title: whole }, shown), copyButton(what, whole))
}

function fact(name: string, value: Child): Child[] {
  return [el('dt', {}, name), el('dd', {}, value)]
}
