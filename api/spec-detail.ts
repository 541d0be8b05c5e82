import type { SpecDetail, SpecEditView, SpecRevisionView } from '../core/http/spec-edits-api.js'
import { describeSpecChange } from '../core/intake/diff-specs.js'
import { refineOrder } from '../core/intake/refine-order.js'
import type { SpecRevisionRow, WishlistRevisionRow } from '../core/intake-ports.js'
import type { RunRow, SpecSnapshot } from '../core/ports.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import type { ApiContext } from './api-deps.js'
import { viewEdits } from './routes/spec-edits.js'

const revisionsMax = 50

/** The whole spec of a run, where it comes from, and how it was before. */
export async function viewSpec(
  { catalogue }: Pick<ApiContext, 'catalogue'>,
  run: RunRow,
  snapshot: SpecSnapshot,
): Promise<SpecDetail> {
  const { projectId, runId, wishlistRevisionId } = run
  const { specId, specKey, specRevisionId, stage, round } = snapshot
  const [spec, revision, rows] = await Promise.all([
    catalogue.runs.loadSpec(projectId, specRevisionId),
    catalogue.intake.loadRevision(projectId, wishlistRevisionId),
    // One more, so that the oldest that is shown can be compared too.
    catalogue.intake.specRevisions(projectId, specId, revisionsMax + 1),
  ])
  const edit = viewEdits(revision).find(({ key }) => key === specKey) ?? null
  const refinedBy = edit?.state === 'listed' ? 'rules' : refinedByOf(edit)
  return {
    ...{ runId, specId, specKey, specRevisionId, stage, round, spec },
    origin: refinedBy === 'rules' ? 'list' : refinedBy === 'hand' ? 'hand' : 'model',
    refinedBy,
    edit,
    written: edit === null ? null : writtenSpec(revision, specKey),
    revisions: viewRevisions(rows),
  }
}

function refinedByOf(edit: SpecEditView | null): string {
  return edit?.add === undefined ? 'rules' : (edit.add.refinedBy ?? 'hand')
}

/** What the list itself says. */
function writtenSpec(revision: WishlistRevisionRow, specKey: string): AssetSpec | null {
  const { specEdits: _, ...options } = revision.options
  return refineOrder({ ...revision, options }).specs.find(({ key }) => key === specKey) ?? null
}

function viewRevisions(rows: readonly SpecRevisionRow[]): SpecRevisionView[] {
  return rows.slice(0, revisionsMax).map((row, index) => {
    const before = rows[index + 1]
    return { ...row, words: before === undefined ? '' : describeSpecChange(before.spec, row.spec) }
  })
}
