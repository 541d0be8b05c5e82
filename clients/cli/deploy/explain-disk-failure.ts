import { CliError } from '../cli-error.js'
import { codeOf } from './deploy-fs.js'
import { ChangedMeanwhileError, UnfinishedWorkError } from './transaction.js'

const again = 'then run the same command again.'

/** What a disk can refuse, in words, and what to do about it. */
const refusals: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: ['the disk is full', `Free some space, ${again}`],
  EDQUOT: ['the disk quota is used up', `Free some space, ${again}`],
  EACCES: ['a folder or file cannot be written', `Give yourself the right to write there, ${again}`],
  EPERM: [
    'a folder or file cannot be written',
    `Close the program that holds it or lift its protection, ${again}`,
  ],
  EROFS: ['the file system is read-only', 'Deploy to a folder that can be written.'],
  EBUSY: ['a file is in use', `Close the program that holds it, ${again}`],
  ENAMETOOLONG: ['a path is too long for this file system', 'Deploy elsewhere: --into NAME.'],
  EIO: [
    'the disk has an error',
    'Check the disk; restore the assets folder from version control if it is damaged.',
  ],
}

/** Runs `work`; a failure of the disk says what was in the way and in what state the folder is. */
export async function explainDiskFailures<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw explain(error) ?? error
  }
}

function explain(error: unknown): CliError | null {
  if (error instanceof ChangedMeanwhileError)
    return new CliError(
      'conflict',
      `${error.message}; all is as it was.`,
      'Look at it, then run the same command again.',
    )
  const refused = error instanceof UnfinishedWorkError ? error.cause : error
  const found = refusals[codeOf(refused)]
  if (found === undefined) return null
  const [what, hint] = found
  const place = refused instanceof Error && 'path' in refused ? ` (${String(refused.path)})` : ''
  const state =
    error instanceof UnfinishedWorkError
      ? error.state === 'done'
        ? 'every file is in its place, the rest is tidied by the next command'
        : 'what is not back in its place yet is brought back by the next command'
      : 'nothing was changed'
  return new CliError('failed', `It stopped because ${what}${place}: ${state}.`, hint)
}
