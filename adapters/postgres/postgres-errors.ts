import { AssetloomError } from '../../core/errors.js'

/** Codes of Node and SQLSTATEs (PostgreSQL appendix A) that mean: not now, the same call may work later. */
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  '55P03',
  '40001',
  '40P01',
])
/** Classes 08 (connection) and 53 (out of disk, memory or connections). */
const unavailableClasses = ['08', '53']
/** What pg throws without a code. */
const lostConnection =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|connection error and is not queryable|client was closed|pool after calling end/i

/** Text that PostgreSQL cannot keep: NUL, half a surrogate pair, a value out of its range or over a CHECK. */
const unstorableCodes = new Set(['22021', '22P02', '22P05', '22003', '22001', '23514', '54000'])

/** True where the whole transaction may be run again at once: it lost a race and was rolled back. */
export function isSerialisationConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error))
}

/** True where the connection is of no more use. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error)
  if (/^E[A-Z]/.test(code) || code.startsWith('57P') || code.startsWith('08') || code === '25P03') return true
  return code === '' && lostConnection.test(messageOf(error))
}

/**
 * True where a statement that this connection has prepared is of no more use: it has other columns after a migration, or the
 * server has let it go. The same statement works on a new connection.
 */
export function isStalePlan(error: unknown): boolean {
  const code = codeOf(error)
  return code === '26000' || (code === '0A000' && /cached plan must not change/i.test(messageOf(error)))
}

/** A driver error as an expected failure of core/errors.ts; anything else stays what it is: a programmer's error. */
export function toCatalogueError(error: unknown): unknown {
  if (error instanceof AssetloomError) return error
  const code = codeOf(error)
  const message = messageOf(error)
  if (isUnavailable(code, message))
    return new AssetloomError(
      'Unavailable',
      `the catalogue does not answer: ${message || code}`,
      'start PostgreSQL or check DATABASE_URL (`assetloom doctor`); the same call may then be sent again',
      { code },
    )
  if (unstorableCodes.has(code))
    return new AssetloomError(
      'InvalidInput',
      `the catalogue cannot keep this: ${message}`,
      'send valid UTF-8 text without NUL characters, within the documented limits',
      { code },
    )
  if (code === '23503')
    return new AssetloomError(
      'NotFound',
      `something that this refers to is not in the catalogue: ${message}`,
      'check the ids of project, run and spec',
      { code },
    )
  if (code === '23505')
    return new AssetloomError('Conflict', message, 'read the row that is there and decide again', { code })
  return error
}

function isUnavailable(code: string, message: string): boolean {
  if (unavailableCodes.has(code) || unavailableClasses.includes(code.slice(0, 2))) return true
  return code === '' && lostConnection.test(message)
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
