import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { workflowIds } from '../../core/ids.js'
import { stackStatus } from '../../infra/dev/stack.js'
import type { Fault } from './fault.js'
import { palette, type Lab } from './lab.js'
import { approveAll, midway, untilReviewed } from './moments.js'
import { OtherBuild, patchId } from './other-build.js'
import { untilNoneOpen, withTemporal } from './temporal-side.js'
import { writeList } from './write-list.js'

const specsOfNewRun = 2
/** Pictures in work when a stack is stopped in order are painted again. */
const lossesOfStop = 8

/** The execution in which a productionRun is now: a large run goes on as new now and then. */
async function executionOf(lab: Lab, runId: string): Promise<string> {
  return await withTemporal(
    lab,
    async (temporal) =>
      (await temporal.workflow.getHandle(workflowIds.productionRun(runId)).describe()).runId,
  )
}

/** Whether that execution went by the branch of the new build: then the patch stands in its history. */
async function wentNewWay(lab: Lab, runId: string, execution: string): Promise<boolean> {
  return await withTemporal(lab, async (temporal) => {
    const handle = temporal.workflow.getHandle(workflowIds.productionRun(runId), execution)
    const history = await handle.fetchHistory()
    const marks = (history.events ?? []).flatMap(({ markerRecordedEventAttributes: mark }) =>
      mark?.markerName === 'core_patch' ? [JSON.stringify(mark.details)] : [],
    )
    const ids = marks.map((text) => decodeMark(text))
    return ids.some((text) => text.includes(patchId))
  })
}

/** Notes the executions of a run that began under the new build, because it was so large that it went on as new. */
async function noteNewExecutions(lab: Lab, runId: string): Promise<void> {
  const executions = await withTemporal(lab, async (temporal) => {
    const query = `WorkflowId = '${workflowIds.productionRun(runId)}'`
    const found: string[] = []
    for await (const one of temporal.workflow.list({ query })) found.push(one.runId)
    return found
  })
  for (const execution of executions)
    if (await wentNewWay(lab, runId, execution)) lab.ofOtherBuild.add(execution)
}

/** Marker details hold payloads whose data is base64 or bytes: both are looked through. */
function decodeMark(text: string): string {
  const found = [...text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)]
  return [text, ...found.map(([, data]) => Buffer.from(data ?? '', 'base64').toString('utf8'))].join(' ')
}

async function expectGate(
  build: OtherBuild,
  lab: Lab,
  how: 'patched' | 'broken',
  runIds: string[],
): Promise<void> {
  await build.build(how)
  const { code, report } = await build.check(lab)
  if (report.replayed === 0) throw new Error('the gate replayed nothing although runs are open')
  const named = report.broken.map((one) => one.workflowId)
  if (how === 'patched' && code !== 0)
    throw new Error(`the gate refused a build that is right: ${report.broken[0]?.message}`)
  if (how === 'patched') return
  if (code !== 1) throw new Error('the gate let a build through that breaks open workflows')
  for (const runId of runIds)
    if (!named.includes(workflowIds.productionRun(runId)))
      throw new Error(`the gate did not name the run that would break: ${named.join(', ')}`)
  const unplaced = report.broken.find((one) => one.eventId === null)
  if (unplaced)
    throw new Error(`the gate did not say at which event ${unplaced.workflowId} breaks: ${unplaced.message}`)
}

/** A small run whose order is this fault's own. */
async function submitSmall(lab: Lab, runId: string, seed: number): Promise<string> {
  const { projectId } = await lab.client().readRun(runId)
  const order = { name: 'small.txt', text: writeList(specsOfNewRun), palette, variantsPerSpec: 2 }
  return (
    await lab.client().submitWishlist(projectId, { ...order, seed, review: 'auto', targets: ['generic'] })
  ).runId
}

async function expectOutdatedSaid(lab: Lab): Promise<void> {
  const { outdated } = await stackStatus(lab.home)
  if (!outdated?.includes('orchestrator'))
    throw new Error('status does not say that the stack has another build')
}

const deployInMidBatch: Fault = {
  name: 'deploy in mid-batch: a broken build is refused, a patched one takes over',
  review: 'person',
  async hurt(lab, runId, random) {
    const build = new OtherBuild()
    try {
      await untilReviewed(lab, runId)
      // A second run is generating meanwhile.
      const generating = await lab.submit(
        `deploy-${runId.slice(-6).toLowerCase()}`,
        writeList(lab.specs),
        'auto',
      )
      lab.alsoJudge(generating, 'auto')
      await expectGate(build, lab, 'broken', [runId])
      await expectGate(build, lab, 'patched', [])
      await midway(lab, generating, random)
      lab.allowLosses(lossesOfStop)
      const old = await executionOf(lab, runId)
      await build.deploy(lab)
      await expectOutdatedSaid(lab)
      const fresh = await submitSmall(lab, runId, 3)
      await approveAll(lab, runId)
      for (const one of [runId, generating, fresh]) await lab.untilEnded(one)
      if (await wentNewWay(lab, runId, old)) throw new Error('an old run went by the new branch')
      if (!(await wentNewWay(lab, fresh, await executionOf(lab, fresh))))
        throw new Error('a new run did not go by the new branch')
      for (const one of [runId, generating]) await noteNewExecutions(lab, one)
      // Back to today's build for the other faults: nothing may be open that only the new one can replay.
      await withTemporal(lab, (temporal) => untilNoneOpen(lab, temporal, fresh))
      await lab.stop()
      await lab.start()
    } finally {
      build.remove()
    }
  },
}

/** The file of Temporal that is in use, named for its server's version. */
function presentTemporalFile(lab: Lab): string {
  const found = lab.temporalFiles().filter((path) => path.endsWith('.sqlite'))
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} Temporal files in the home`)
  return found[0]
}

const otherTemporalVersion: Fault = {
  name: "Temporal upgraded with runs open: its file is another version's",
  review: 'person',
  onlyInAll: true,
  async hurt(lab, runId, random) {
    await untilReviewed(lab, runId)
    const generating = await lab.submit(
      `server-${runId.slice(-6).toLowerCase()}`,
      writeList(lab.specs),
      'auto',
    )
    lab.alsoJudge(generating, 'auto')
    await midway(lab, generating, random)
    lab.allowLosses(lossesOfStop)
    await lab.stop()
    const present = presentTemporalFile(lab)
    const older = join(present, '..', 'temporal-1.0.0.sqlite')
    for (const end of ['', '-wal', '-shm'])
      if (existsSync(present + end)) renameSync(present + end, older + end)
    await lab.start()
    const names = readdirSync(join(lab.home, 'temporal')).filter((name) => name.endsWith('.sqlite'))
    if (names.length !== 2) throw new Error(`${names.join(', ')}: the new server took the old file`)
    await approveAll(lab, runId)
    await lab.untilEnded(generating)
  },
}

/** New code and new servers under runs that are open (C10). */
export const deployFaults: readonly Fault[] = [deployInMidBatch, otherTemporalVersion]
