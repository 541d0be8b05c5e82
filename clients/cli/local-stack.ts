import type { StackExamination } from '../../core/examination.js'
import type { UpgradeReport } from '../../core/upgrade-report.js'

/** A stand-in for a ComfyUI among the processes of a stack; adapters/fake-comfyui explains each. */
export interface StandInInput {
  readonly stepMs?: number
  readonly loadMs?: number
  readonly tellEveryMs?: number
  readonly chaosSeed?: number
}

/** How the stack of a home is started; infra/dev/stack.ts does it, tests have their own. */
export interface StartStackInput {
  readonly home: string
  /** Port of the page; undefined = the home's last one, else 7430, else a free one. */
  readonly port?: number
  /** True: it goes on after this process has ended. */
  readonly detach: boolean
  /** Set for its processes beside what this one's environment says. */
  readonly env?: Readonly<Record<string, string>>
  /** In place of the ComfyUIs that are configured; for a stack that is started here. */
  readonly standIn?: StandInInput
  readonly onProgress: (line: string) => void
}

export interface RunningStack {
  readonly home: string
  readonly apiUrl: string
  readonly temporalAddress: string
  readonly temporalUiUrl: string | null
  /** Where the stand-in among its processes serves; null or absent = it has none. */
  readonly standInUrl?: string | null
  /** Whether this call started it; false = it was running and is only used. */
  readonly owned: boolean
  /** Resolves when a stack that was started here has ended, by `stop` or by itself. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/** One process of a stack. */
export interface StackPart {
  readonly name: string
  readonly pid: number
  readonly alive: boolean
  /** How often it was started again after it ended by itself. */
  readonly restarts: number
}

export interface LocalStackStatus {
  /** stale: a killed supervisor left something that the next start cleans up. */
  readonly state: 'up' | 'starting' | 'stopping' | 'down' | 'stale'
  readonly running: boolean
  readonly apiUrl: string | null
  readonly temporalAddress: string | null
  readonly temporalUiUrl: string | null
  readonly parts: readonly StackPart[]
  /** Where each process serves its metrics for Prometheus; empty when nothing runs. */
  readonly metricsUrls?: Readonly<Record<string, string>>
  /** Names of the parts that run older code than this build. */
  readonly outdated: readonly string[]
}

export interface LocalStack {
  start(input: StartStackInput): Promise<RunningStack>
  /** False when nothing ran. */
  stop(home: string): Promise<boolean>
  status(home: string): Promise<LocalStackStatus>
  /** Replays what is open at a Temporal frontend (`host:port`) with this version; changes nothing. */
  checkUpgrade(address: string): Promise<UpgradeReport>
  /** Whether the embedded PostgreSQL's programs are installed. Throws with the mend when not. */
  findPostgres(): Promise<string>
  /** What Postgres and Temporal of a running stack say; null when none runs. */
  examine?(home: string): Promise<StackExamination | null>
}
