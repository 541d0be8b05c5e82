import type { Catalogue } from '../../core/catalogue.js'
import type { WorkflowGateway } from '../../core/outbox-ports.js'

/** How often it is written that we run; three missed beats are an absence (core/http/compose-report.ts). */
export const beatEveryMs = 30_000
/** A boot that was silent this long begins another interval: the machine slept, or Postgres was away. */
const gapMs = 90_000
const reachDeadlineMs = 2_000

/** Writes that this boot runs, and that Temporal answers it if it does: what the morning report's absences are read from. */
export async function recordRunning(
  ports: {
    readonly catalogue: Pick<Catalogue, 'oversight'>
    readonly gateway: Pick<WorkflowGateway, 'isReachable'>
  },
  boot: { readonly bootId: string; readonly process: string },
): Promise<void> {
  const { oversight } = ports.catalogue
  await oversight.extendInterval({ ...boot, part: 'service', gapMs })
  if (await ports.gateway.isReachable(reachDeadlineMs))
    await oversight.extendInterval({ ...boot, part: 'temporal', gapMs })
}
