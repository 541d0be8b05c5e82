import type { StackExamination } from '../../core/examination.js'
import { measureFolder } from '../object-store/store-folder.js'
import { examineDatabase } from '../postgres/examine-database.js'
import { examineTemporal } from '../temporal/examine-temporal.js'
import { createTemporalClient, type TemporalTarget } from '../temporal/temporal-connection.js'

export interface ExamineStackInput {
  readonly databaseUrl: string
  readonly temporal: TemporalTarget
  readonly objectStoreDir: string
  readonly objectStoreMaxBytes: number
}

/** Asks Postgres, Temporal and the object store of a running stack; what does not answer says why. */
export async function examineStack(input: ExamineStackInput): Promise<StackExamination> {
  const [database, temporal, storedBytes] = await Promise.all([
    examineDatabase(input.databaseUrl).catch(sentenceOf),
    askTemporal(input.temporal).catch(sentenceOf),
    measureFolder(input.objectStoreDir).catch(() => null),
  ])
  const quota = Number.isFinite(input.objectStoreMaxBytes) ? input.objectStoreMaxBytes : null
  const store = { storedBytes, storeQuotaBytes: quota }
  return { database: typeof database === 'string' ? database : { ...database, ...store }, temporal }
}

async function askTemporal(target: TemporalTarget) {
  const client = createTemporalClient(target)
  try {
    return await examineTemporal(client, target.namespace)
  } finally {
    await client.connection.close()
  }
}

/** One line: errors of drivers may hold more, a password never. */
function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0]?.replaceAll(/:\/\/[^@\s]*@/g, '://') ?? 'it does not answer'
}
