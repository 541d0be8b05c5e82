import { setTimeout as sleep } from 'node:timers/promises'
import { AssetloomError } from '../../core/errors.js'
import type { StackExamination } from '../../core/examination.js'
import type { StoreKeeping } from '../object-store/store-keeping.js'
import { examineDatabase } from '../postgres/examine-database.js'
import { examineTemporal } from '../temporal/examine-temporal.js'
import { createTemporalClient, type TemporalTarget } from '../temporal/temporal-connection.js'

export interface ExamineStackInput {
  readonly databaseUrl: string
  readonly temporal: TemporalTarget
  readonly keeping: StoreKeeping
  readonly objectStoreMaxBytes: number
}

/** A large bucket is not counted: doctor answers at once. */
const measureLimitMs = 8_000

/** Asks Postgres, Temporal and the object store of a running stack; what does not answer says why. */
export async function examineStack(input: ExamineStackInput): Promise<StackExamination> {
  const { keeping } = input
  const [database, temporal, trouble, storedBytes] = await Promise.all([
    examineDatabase(input.databaseUrl).catch(sentenceOf),
    askTemporal(input.temporal).catch(sentenceOf),
    keeping.check().then(() => null, mendOf),
    Promise.race([keeping.measure(), sleep(measureLimitMs, null, { ref: false })]).catch(() => null),
  ])
  const quota = Number.isFinite(input.objectStoreMaxBytes) ? input.objectStoreMaxBytes : null
  const store = { storedBytes, storeQuotaBytes: quota }
  return {
    database: typeof database === 'string' ? database : { ...database, ...store },
    temporal,
    store: { place: keeping.place, trouble },
  }
}

async function askTemporal(target: TemporalTarget) {
  const client = createTemporalClient(target)
  try {
    return await examineTemporal(client, target.namespace)
  } finally {
    await client.connection.close()
  }
}

function mendOf(error: unknown): { found: string; mend: string } {
  const mend = error instanceof AssetloomError ? error.hint : 'check that it is mounted and may be read'
  return { found: sentenceOf(error), mend }
}

/** One line: errors of drivers may hold more, a password never. */
function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0]?.replaceAll(/:\/\/[^@\s]*@/g, '://') ?? 'it does not answer'
}
