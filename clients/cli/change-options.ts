import type { Command } from 'commander'
import type { RegenerateChangesBody } from '../../core/http/http-api.js'
import { changeLimits } from '../../core/review/regenerate-changes.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { share, wholeNumber } from './parse-options.js'
import { resolveVariant } from './resolve-variant.js'

export interface ChangeOptions {
  readonly prompt?: string
  readonly negative?: string
  readonly strength?: number
  readonly seed?: number
  readonly steps?: number
  readonly cfg?: number
  readonly from?: string
}

/** The options of what a round is to do otherwise. */
export function addChangeOptions(command: Command): Command {
  const { stepsMax, cfgMax } = changeLimits
  return command
    .option('--prompt <text>', 'other words for it, instead of the whole prompt')
    .option('--negative <text>', 'what is to be avoided, instead of what the spec says')
    .option('--from <variant>', 'variant whose picture it begins from: an id, or a spec key with its number')
    .option(
      '--strength <share>',
      'how much of that picture changes, 0 to 1; alone, of the variant itself',
      share,
    )
    .option('--seed <n>', 'seed of the round', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--steps <n>', 'sampling steps', wholeNumber(1, stepsMax))
    .option('--cfg <n>', `how much the words count, 0 to ${cfgMax}`, Number)
}

/** What these options ask for; undefined where they ask for nothing. */
export async function changesOf(
  client: AssetloomClient,
  options: ChangeOptions & { readonly run?: string },
): Promise<RegenerateChangesBody | undefined> {
  const { prompt, negative, strength, seed, steps, cfg } = options
  const from =
    options.from === undefined
      ? undefined
      : (await resolveVariant(client, options.from, options.run, false)).variantId
  const given = Object.entries({ prompt, negative, strength, seed, steps, cfg, from }).filter(
    ([, value]) => value !== undefined,
  )
  return given.length === 0 ? undefined : Object.fromEntries(given)
}
