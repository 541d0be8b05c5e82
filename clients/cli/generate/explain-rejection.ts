import type { RunView } from '../../../core/http/http-api.js'
import { CliError } from '../cli-error.js'
import { nameVariant } from '../resolve-variant.js'
import type { RejectedVariant } from './save-rejected.js'

/** So many variants are told of one by one. */
const variantsShownMax = 8

/** What was made for an order that ended without a file, a line each: which checks turned it away, and where it lies. */
export function rejectionLines(variants: readonly RejectedVariant[]): string[] {
  const shown = variants.slice(0, variantsShownMax).map(whyRejected)
  return variants.length > shown.length ? [...shown, `and ${variants.length - shown.length} more`] : shown
}

/** An order that ended without a file, and what can be done about it. */
export function rejectionError(
  run: Pick<RunView, 'runId'>,
  stage: string | undefined,
  variants: readonly RejectedVariant[],
  seed: number,
): CliError {
  return new CliError(
    'failed',
    `No variant was approved (${stage ?? 'no spec'}).`,
    [
      variants.length === 0
        ? `What became of it: npx assetloom run watch ${run.runId};`
        : `See them: npx assetloom review list --run ${run.runId} --all, or the review page;`,
      `decide yourself: --review page; order others: --seed ${seed + 1}`,
    ].join(' '),
  )
}

/** `knight:1@1, score 0.25: 94 % of the top side is touched (at most 4 %).: /art/knight.rejected-1.png` */
function whyRejected({ variant, path }: RejectedVariant): string {
  const score = variant.score === null ? 'not scored' : `score ${variant.score.toFixed(2)}`
  const failed = variant.checks.filter(({ passed }) => !passed).map(({ reason }) => reason)
  return [`${nameVariant(variant)}, ${score}`, ...failed, ...(path === null ? [] : [path])].join(': ')
}
