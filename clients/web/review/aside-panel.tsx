import { useQuery } from '@tanstack/preact-query'
import type { RunView, VariantView } from '../../../core/http/http-api.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { QualityPanel } from '../spec/quality-panel.js'
import { SpecPanel } from '../spec/spec-panel.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { useReview } from './use-desk.js'
import { VariantDetails } from './variant-details.js'

export interface AsidePanelProps {
  readonly run: RunView
  readonly spec: SpecView
  readonly variant: VariantView | null
}

/** Beside the pictures: the chosen variant, or the whole spec. */
export function AsidePanel({ run, spec, variant }: AsidePanelProps) {
  const { desk } = useReview()
  const shows = desk.view.aside
  const { quality } = spec
  return (
    // Its text is scrolled by keys too.
    <aside class="aside" aria-label="Details" tabIndex={0}>
      <div class="aside-tabs switches">
        <KeyButton
          kind="quiet"
          title="Score and origin"
          pressed={shows === 'variant'}
          onPress={() => desk.set({ aside: 'variant' })}
        >
          Variant
        </KeyButton>
        <KeyButton
          kind="quiet"
          keyLabel="S"
          title="Every field, its source, its revisions"
          pressed={shows === 'spec'}
          onPress={() => desk.set({ aside: 'spec' })}
        >
          Spec
        </KeyButton>
      </div>
      {/* First what a person has to know who takes over from the autopilot. */}
      {shows === 'spec' && quality !== undefined ? <QualityPanel report={quality} /> : null}
      {shows === 'variant' ? (
        <VariantDetails spec={spec} variant={variant} />
      ) : (
        <SpecPart run={run} spec={spec} />
      )}
    </aside>
  )
}

function SpecPart({ run, spec }: { readonly run: RunView; readonly spec: SpecView }) {
  const { desk, actions } = useReview()
  const { data, error, refetch } = useQuery({
    queryKey: [
      'run',
      run.runId,
      'spec',
      spec.specKey,
      spec.specRevisionId,
      run.revision?.newest?.number ?? '',
    ],
    queryFn: () => desk.app.client.readSpecDetail(run.runId, spec.specKey),
  })
  const isNewest = !run.revision?.newest
  if (error !== null) return <FailureNotice failure={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p class="details dim">Reading the spec …</p>
  return <SpecPanel detail={data} onEdit={isNewest ? () => actions.act('edit') : null} />
}
