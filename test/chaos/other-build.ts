import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { UpgradeReport } from '../../core/upgrade-report.js'
import { startStack } from '../../infra/dev/stack.js'
import type { Lab } from './lab.js'

const run = promisify(execFile)
const limitMs = 300_000
const changedFile = 'workflows/production-run.ts'
/** The first line of what a productionRun does. */
const place = '      await this.settleAll()\n'
/** An activity that changes nothing: it says again whether the run is paused. */
const step = 'await setRunPaused({ runId: this.input.runId, paused: this.paused })'

/** The patch of the new build, as it stands in the histories of runs that were started with it. */
export const patchId = 'say-pause-at-start'

/** A copy of this clone in a folder of its own whose workflows have one step more than today's. */
export class OtherBuild {
  readonly folder = mkdtempSync(join(tmpdir(), 'assetloom-build-'))

  constructor() {
    const listing = ['ls-files', '--cached', '--others', '--exclude-standard']
    const files = execFileSync('git', listing, { encoding: 'utf8' }).split('\n')
    for (const file of files.filter((path) => path !== '' && !/^(test\/|node_modules$)/.test(path))) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true })
      cpSync(file, join(this.folder, file), { force: true })
    }
    symlinkSync(join(process.cwd(), 'node_modules'), join(this.folder, 'node_modules'))
  }

  /** Builds it with the step as it has to be added, behind `patched`, or as nobody may: without. */
  async build(how: 'patched' | 'broken'): Promise<void> {
    const original = readFileSync(changedFile, 'utf8')
    const added = how === 'patched' ? `if (patched('${patchId}')) ${step}` : step
    const changed = original.replace(place, () => `      ${added}\n${place}`)
    if (!changed.includes(added) || !changed.includes('  patched,\n'))
      throw new Error(`${changedFile} looks otherwise now: mend where the step is put`)
    writeFileSync(join(this.folder, changedFile), changed)
    await run(process.execPath, [join(this.folder, 'infra', 'dev', 'build.mjs')], {
      cwd: this.folder,
      timeout: limitMs,
    })
  }

  /** What `assetloom upgrade check` of this build says of the lab's stack, and its exit code. */
  async check(lab: Lab): Promise<{ code: number; report: UpgradeReport }> {
    const args = [join(this.folder, 'dist', 'clients', 'cli', 'main.js'), 'upgrade', 'check', '--json']
    const env = { ...process.env, ASSETLOOM_HOME: lab.home }
    try {
      const { stdout } = await run(process.execPath, args, { env, timeout: limitMs })
      return { code: 0, report: JSON.parse(stdout) as UpgradeReport }
    } catch (error) {
      const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string }
      if (code !== 1 || stdout === '')
        throw new Error(`the gate could not be asked, code ${code}: ${stderr}${stdout}`)
      return { code, report: JSON.parse(stdout) as UpgradeReport }
    }
  }

  /** Stops the lab's stack and starts it with the workers and the API of this build. */
  async deploy(lab: Lab): Promise<void> {
    await lab.stop()
    const entryOf = (path: string) => join(this.folder, 'dist', `${path}.js`)
    lab.stack = await startStack({
      home: lab.home,
      port: 0,
      mode: 'dist',
      detach: false,
      env: { ...process.env, ASSETLOOM_FAULTS: 'words', OBJECT_STORE_DIR: lab.storeDir() },
      children: [
        { name: 'orchestrator', entry: entryOf('workers/orchestrator') },
        { name: 'image', entry: entryOf('workers/image') },
        { name: 'api', entry: entryOf('api/server') },
      ],
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
