import type { QualityContract } from '../../core/autopilot/quality-contract.schema.js'
import { CliError } from './cli-error.js'
import { readTextFile } from './read-text-file.js'

/** Help of `--contract`, wherever it is taken. */
export const contractHelp =
  'quality contract: a JSON or YAML file, or minScore=0.8,tries=3 (docs/guides/autopilot.md)'

/** The contract that `--contract` names: words with `=` or a file, relative to `cwd`. Throws CliError (usage, notFound). */
export async function readContractOption(cwd: string, given: string): Promise<QualityContract> {
  // Loaded by those who need it: YAML would slow every other command's start.
  const { contractBytesMax, readContractFile, readContractWords } =
    await import('../../core/autopilot/read-contract-text.js')
  const isWords = /^\s*[A-Za-z]+=/.test(given)
  const answer = isWords
    ? readContractWords(given)
    : readContractFile((await readTextFile(cwd, given, 'a quality contract', contractBytesMax)).text)
  if ('contract' in answer) return answer.contract
  const member = answer.member === '' ? '' : `${answer.member} `
  throw new CliError(
    'usage',
    `--contract ${isWords ? '' : `${given}: `}${member}${answer.message}.`,
    answer.hint,
  )
}
