import type { ComponentChildren } from 'preact'
import type { VariantRouteView, VariantView } from '../../../core/http/http-api.js'
import type { ModelUse } from '../../../core/models/model-use.js'
import { TimeAgo } from '../base/time-ago.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { formatCost } from '../../progress/format-figures.js'
import { CopyButton, CopyValue } from './copy-value.js'
import { DateText } from './missing-picture.js'

export interface VariantOriginProps {
  readonly spec: SpecView
  readonly variant: VariantView
  /** null = it is being read. */
  readonly route: VariantRouteView | null
}

/** Where a variant comes from: who made it with what, when, for how much, and why so. */
export function VariantOrigin(props: VariantOriginProps) {
  const { variant, route } = props
  const { provenance = {} } = variant
  const { cachedFrom } = provenance
  const reasons = [...(route?.route?.reasons ?? []), ...downsizing(provenance)]
  return (
    <>
      <h3>Origin</h3>
      {cachedFrom === undefined ? null : (
        <p class="taken">
          Taken from an earlier picture: the same was asked for, so nothing was executed.{' '}
          <CopyButton what="the id of the earlier picture" text={cachedFrom} />
        </p>
      )}
      <dl class="facts origin">
        <Maker {...props} />
        <Making {...props} />
      </dl>
      {reasons.length === 0 ? null : (
        <>
          <h3>Why so</h3>
          <ul class="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Maker({ spec, variant, route }: VariantOriginProps) {
  const { graph, models = [], modelSeed, host, revisedPrompt } = variant.provenance ?? {}
  const seed = modelSeed ?? variant.seed
  const address = route?.hostAddress ?? host
  return (
    <>
      <Fact name="variant">
        {variant.variantIndex + 1} of round {variant.round}
      </Fact>
      <Fact name="painter">{painterOf(variant)}</Fact>
      {graph === undefined ? null : (
        <Fact name="graph">
          <CopyValue what="the graph" shown={`${graph.name} v${graph.version}`} whole={graph.hash} />
        </Fact>
      )}
      {models.map((use) => (
        <Fact key={`${use.kind} ${use.file}`} name={kindOf(use)}>
          <CopyValue what={`the file of the ${kindOf(use)}`} shown={nameOf(use)} whole={use.file} />
        </Fact>
      ))}
      <Fact name="seed">
        <CopyValue what="the seed" shown={seed} whole={seed} />
      </Fact>
      {revisedPrompt === undefined ? null : <Fact name="read as">{revisedPrompt}</Fact>}
      {spec.sound === undefined ? (
        <Fact name="size">
          {variant.width} x {variant.height} px delivered
        </Fact>
      ) : null}
      {address === undefined ? null : (
        <Fact name="host">
          <CopyValue what="the host" shown={address} whole={address} />
        </Fact>
      )}
    </>
  )
}

function Making({ variant }: VariantOriginProps) {
  const { source, draft, submitNo = 1 } = variant.provenance ?? {}
  return (
    <>
      {source === undefined ? null : (
        <Fact name="begins from">
          <CopyValue
            what="the picture"
            shown={`${source.sha256.slice(0, 12)}, ${source.use}`}
            whole={source.sha256}
          />
        </Fact>
      )}
      {draft === undefined ? null : (
        <Fact name="painted over">{`draft ${draft.index + 1} of the round, score ${draft.score.toFixed(2)}`}</Fact>
      )}
      <Fact name="took">{tookOf(variant)}</Fact>
      {submitNo > 1 ? <Fact name="given">{submitNo} times until it had a result</Fact> : null}
      <Fact name="made">
        <TimeAgo at={variant.createdAt} />
      </Fact>
      {variant.pictureRemovedAt === undefined ? null : (
        <Fact name="picture">
          <span>
            given up by retention <DateText at={variant.pictureRemovedAt} />
          </span>
        </Fact>
      )}
      <Fact name="id">
        <CopyValue what="the id of this variant" shown={variant.variantId} whole={variant.variantId} />
      </Fact>
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
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
