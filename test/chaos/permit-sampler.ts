import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { defaultPermitCap } from '../../adapters/config/load-config.js'

export interface PermitSamples {
  readonly taken: number
  /** Permits of one project that were held at one moment, at most. */
  readonly most: number
  readonly cap: number
}

const everyMs = 100
const statementLimitMs = 5_000

/** Counts granted permits by project, ten times a second, while the stack is hurt. Outages only cost samples. */
export class PermitSampler {
  private taken = 0
  private most = 0
  private over = false
  private readonly ended: Promise<void>

  /** `url` is asked for every connection: a restarted stack may be elsewhere. */
  constructor(url: () => string | null) {
    this.ended = this.run(url)
  }

  async stop(): Promise<PermitSamples> {
    this.over = true
    await this.ended
    return { taken: this.taken, most: this.most, cap: defaultPermitCap }
  }

  private async run(url: () => string | null): Promise<void> {
    while (!this.over) {
      const connectionString = url()
      if (connectionString !== null) await this.sampleUntilLost(connectionString).catch(() => undefined)
      await sleep(everyMs)
    }
  }

  private async sampleUntilLost(connectionString: string): Promise<void> {
    const db = new pg.Client({
      connectionString,
      connectionTimeoutMillis: statementLimitMs,
      query_timeout: statementLimitMs,
      application_name: 'chaos sampler',
    })
    // A broken connection fails the next statement: that is where it is seen.
    db.on('error', () => undefined)
    await db.connect()
    try {
      while (!this.over) {
        const { rows } = await db.query<{ n: string }>(
          'SELECT count(*) n FROM permits WHERE granted_at IS NOT NULL GROUP BY project_id',
        )
        this.taken += 1
        for (const { n } of rows) this.most = Math.max(this.most, Number(n))
        await sleep(everyMs)
      }
    } finally {
      await Promise.race([db.end().catch(() => undefined), sleep(statementLimitMs)])
    }
  }
}
