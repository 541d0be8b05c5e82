import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { countRows } from '../catalogue-side.js'
import { Lab } from '../lab.js'
import { StandInProcess, type StandInCounts } from './stand-in-process.js'

/** Where the process of a GPU host can be made to die, in the order of a job's life. */
export const crashPoints = ['before-submit', 'after-submit', 'before-store', 'before-row'] as const
export type CrashPoint = (typeof crashPoints)[number]

/** Without progress for so long a server is restarted: above every pause of the stand-in on a busy machine. */
const watchSeconds = 30
/** $0.10 a second, so that every execution has a price. */
export const gpuHourDollars = 360
const pollMs = 50

/** Of the second host: it has no jobs routes, so that queue and history are asked. */
const versions = ['0.28.0', '0.3.64'] as const

/** A stack whose pictures are made by one or two stand-ins of ComfyUI, each with its host agent. */
export class ComfyLab extends Lab {
  readonly standIns = versions.map((version) => new StandInProcess(version))
  protected override readonly order = { provider: 'comfyui' }
  /** Prompts outlive whoever waits for them: what a fault may cost is said by the fault. */
  protected override readonly lossesPerInjury = 0
  private hosts = 0

  get first(): StandInProcess {
    return this.standIns[0]!
  }

  /** Sees to it that a stack with so many hosts runs. */
  async useHosts(hosts: 1 | 2): Promise<void> {
    if (this.stack !== null && this.hosts === hosts) return
    await this.stop()
    this.hosts = hosts
    for (const standIn of this.standIns.slice(0, hosts)) if (!standIn.isRunning) await standIn.start()
    const urls = this.standIns.slice(0, hosts).map(({ url }) => url)
    Object.assign(this.environment, {
      COMFYUI_URLS: urls.join(','),
      COMFYUI_MIN_VERSION: versions.at(-1)!,
      COMFYUI_RESTART_COMMAND: JSON.stringify(restartCommand(this.first.url)),
      GPU_HOUR_RATE: String(gpuHourDollars),
    })
    for (const name of crashPoints) this.disarm(name)
    const faults = [...crashPoints.map((name) => `crash-${name}`), `watch-after-${watchSeconds}`]
    await this.start({ faults: faults.join(',') })
  }

  /** The next process that passes this point dies there. */
  armCrash(name: CrashPoint): void {
    rmSync(this.markerOf(name), { force: true })
  }

  async untilCrashed(name: CrashPoint): Promise<void> {
    await this.untilTrue(`waiting for a process that dies ${name}`, async () =>
      existsSync(this.markerOf(name)),
    )
  }

  /** Waits until this many rows are counted. */
  async untilCounted(what: string, least: number, sql: string, values: readonly unknown[]): Promise<void> {
    await this.untilTrue(what, async () => (await countRows(this, sql, values)) >= least)
  }

  async untilTrue(what: string, is: () => Promise<boolean>): Promise<void> {
    const endMs = Date.now() + this.limitMs
    while (!(await is())) {
      if (Date.now() > endMs) throw new Error(`${what}: it never came`)
      await sleep(pollMs)
    }
  }

  /** Everything that the stand-ins did so far. */
  async counts(): Promise<StandInCounts> {
    const all = await Promise.all(this.standIns.map(async (one) => await one.counts()))
    const kinds = new Set(all.flatMap(({ faults }) => Object.keys(faults)))
    const sum = (of: (counts: StandInCounts) => number) => all.reduce((total, one) => total + of(one), 0)
    return {
      accepted: sum(({ accepted }) => accepted),
      executions: sum(({ executions }) => executions),
      faults: Object.fromEntries([...kinds].map((kind) => [kind, sum(({ faults }) => faults[kind] ?? 0)])),
    }
  }

  async forgetCaches(): Promise<void> {
    for (const standIn of this.standIns) if (standIn.isRunning) await standIn.forgetCache()
  }

  /** Prompts on all stand-ins. */
  async prompts(): Promise<{ readonly running: number; readonly pending: number }> {
    const running = this.standIns.filter((one) => one.isRunning)
    const queues = await Promise.all(running.map(async (one) => await one.queue()))
    return {
      running: queues.reduce((sum, queue) => sum + queue.running, 0),
      pending: queues.reduce((sum, queue) => sum + queue.pending, 0),
    }
  }

  /** After a fault that went wrong: what is armed still must not meet the next one. */
  async renew(): Promise<void> {
    await this.stop().catch(() => undefined)
    for (const standIn of this.standIns) await standIn.kill()
  }

  override async remove(): Promise<void> {
    await super.remove()
    for (const standIn of this.standIns) await standIn.remove()
  }

  private disarm(name: CrashPoint): void {
    mkdirSync(join(this.home, 'run'), { recursive: true, mode: 0o700 })
    writeFileSync(this.markerOf(name), '', { mode: 0o600 })
  }

  private markerOf(name: CrashPoint): string {
    return join(this.home, 'run', `crashed-${name}`)
  }
}

/** What an operator's script would do, for the first server. */
function restartCommand(url: string): [string, ...string[]] {
  const script = `fetch('${url}/fake/restart', { method: 'POST' }).then((answer) => process.exit(answer.ok ? 0 : 1))`
  return [process.execPath, '-e', script]
}
