import type { ReadingLine, ReadingPage } from '../../core/http/compose-reading.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import type { CommandKit } from './command-kit.js'

const pageSize = 500
/** A list has at most 5,000 lines, each with a few sentences. */
const pagesMax = 200
const keysShownMax = 8

/**
 * Prints what became of each sentence of a list, a line each as compilers write them: `camp.md:12: spec  clay-jar  - clay
 * jar`. With `isOpenOnly`, only of those that nothing came of. The document with `--json` is `{ counts, lines }`.
 */
export async function printReading(
  kit: CommandKit,
  client: AssetloomClient,
  runId: string,
  isOpenOnly: boolean,
): Promise<void> {
  const filter = isOpenOnly ? ('not-understood' as const) : undefined
  const lines: ReadingLine[] = []
  let counts: ReadingPage['counts'] | null = null
  let cursor: number | null = 0
  for (let page = 0; cursor !== null && page < pagesMax; page += 1) {
    const read: ReadingPage = await client.readReading(runId, { filter, cursor, limit: pageSize })
    lines.push(...read.lines)
    counts = read.counts
    cursor = read.nextCursor
  }
  kit.print({ runId, counts, lines }, lines.map((line) => `${lineText(line)}\n`).join(''))
  if (counts !== null) kit.say(summarise(counts))
}

function lineText({ file, line, outcome, keys, text, meaning, problems }: ReadingLine): string {
  const rest = keys.length - keysShownMax
  const became = [
    keys.slice(0, keysShownMax).join(', ') + (rest > 0 ? ` and ${rest} more` : ''),
    outcome === 'constraint' ? (meaning ?? '') : '',
    ...problems.map(({ message }) => `problem: ${message}`),
  ].filter((one) => one !== '')
  const words = text.replace(/\s+/g, ' ')
  return `${file}:${line}: ${outcome}${became.length === 0 ? '' : ` [${became.join('; ')}]`}: ${words}`
}

function summarise(counts: ReadingPage['counts']): string {
  const open = counts['not-understood']
  const advice = open === 0 ? '' : ' Write them anew, or begin them with "We need".'
  return `${counts.spec} became specs, ${counts.constraint} rules, ${open} not understood, ${counts.problem} with a problem.${advice}`
}
