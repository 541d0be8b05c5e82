import { Option } from 'commander'
import { draftProviders } from '../../core/generation/draft-rules.js'
import { limits } from '../../core/spec/spec-limits.js'
import { wholeNumber } from './parse-options.js'

/** `--drafts <n>` of every command that orders assets. */
export function draftsOption(): Option {
  return new Option(
    '--drafts <n>',
    `cheap pictures of each asset first, of which the best are made in earnest (${draftProviders.join(', ')})`,
  ).argParser(wholeNumber(0, limits.draftsMax))
}
