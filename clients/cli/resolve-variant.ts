import type { VariantView } from '../../core/http/http-api.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { findRunOfSpec } from './choose-run.js'
import { CliError } from './cli-error.js'

/** How people name a variant: its id, or `spec-key:2` (second of the latest round), or `spec-key:2@1` (of round 1). */
export interface VariantName {
  readonly specKey: string
  /** From 1, as the page numbers them; null = none was named. */
  readonly number: number | null
  readonly round: number | null
}

/** `knight:2@1`: how people name a variant whatever round comes after. */
export function nameVariant({
  specKey,
  variantIndex,
  round,
}: Pick<VariantView, 'specKey' | 'variantIndex' | 'round'>): string {
  return `${specKey}:${variantIndex + 1}@${round}`
}

/** Reads `key`, `key:2` or `key:2@1`; null when it is none of these. */
export function parseVariantName(text: string): VariantName | null {
  const match = /^([a-z0-9]+(?:-[a-z0-9]+)*)(?::([1-9]\d{0,2})(?:@([1-9]\d{0,2}))?)?$/.exec(text)
  if (match === null) return null
  return {
    specKey: match[1] ?? '',
    number: match[2] === undefined ? null : Number(match[2]),
    round: match[3] === undefined ? null : Number(match[3]),
  }
}

/**
 * The variant that `name` means. A spec key alone means its best undecided variant when `allowSpec`. Throws CliError
 * that lists what there is.
 */
export async function resolveVariant(
  client: AssetloomClient,
  name: string,
  namedRun: string | undefined,
  allowSpec = false,
): Promise<VariantView> {
  if (name.startsWith('var_')) return client.readVariant(name)
  const parsed = parseVariantName(name)
  if (parsed === null || (parsed.number === null && !allowSpec))
    throw new CliError(
      'usage',
      `"${name}" names no variant.`,
      'Write its id (var_...) or the spec key with its number, like saguaro-cactus-tall:2',
    )
  const runId = await findRunOfSpec(client, namedRun, parsed.specKey)
  const variants = await client.listVariants(runId, parsed.specKey)
  if (variants.length === 0)
    throw new CliError(
      'notFound',
      `Run ${runId} has no variants of "${parsed.specKey}".`,
      `See what it has: npx assetloom spec list --run ${runId}`,
    )
  const round = parsed.round ?? Math.max(...variants.map((variant) => variant.round))
  const ofRound = variants.filter((variant) => variant.round === round)
  const found =
    parsed.number === null
      ? pickBest(ofRound)
      : ofRound.find((variant) => variant.variantIndex === (parsed.number ?? 0) - 1)
  if (found === undefined)
    throw new CliError(
      'notFound',
      `${parsed.specKey} has ${ofRound.length} variants in round ${round}, none with that number.`,
      `See them: npx assetloom review list --run ${runId} --spec ${parsed.specKey}`,
    )
  return found
}

function pickBest(variants: readonly VariantView[]): VariantView | undefined {
  const undecided = variants.filter((variant) => variant.verdict === 'undecided')
  return [...(undecided.length > 0 ? undecided : variants)].sort(
    (a, b) => (b.score ?? 0) - (a.score ?? 0) || a.variantIndex - b.variantIndex,
  )[0]
}
