import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import type { Fault } from './fault.js'
import { approve, approveAll, firstVariants, forAll, untilReviewed } from './moments.js'

const specsAtOnce = 10
const competitors = 20
/** Reviews that are fought over; those of longer lists are decided in peace: 20 requests each would take minutes. */
const foughtOverMax = 60

const decidedWithoutWorker: Fault = {
  name: 'decisions sent, each twice, while no worker runs',
  review: 'person',
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    await lab.whileFrozen('orchestrator', () => approveAll(lab, runId))
  },
}

const corrupted: Fault = {
  name: 'stored pictures overwritten on disk before they are finished',
  review: 'person',
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    const variants = await firstVariants(lab, runId)
    for (const { sha256 } of variants) {
      const path = join(lab.storeDir(), 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
      writeFileSync(path, 'not the picture that was stored here')
    }
    lab.allowLosses(variants.length)
    await approveAll(lab, runId)
  },
}

const competing: Fault = {
  name: `${competitors} competing decisions a variant, API killed between`,
  review: 'person',
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    const client = lab.client()
    const variants = await firstVariants(lab, runId)
    const sending = forAll(variants.slice(0, foughtOverMax), specsAtOnce, async ({ variantId }) => {
      const answers = await Promise.allSettled(
        Array.from({ length: competitors }, () =>
          client.decide(variantId, { decisionId: mintDecisionId(), verb: 'approve', expectedVersion: 0 }),
        ),
      )
      const applied = answers.filter(
        (one) => one.status === 'fulfilled' && one.value.state === 'applied',
      ).length
      if (applied > 1) throw new Error(`${applied} of 20 competing decisions were told that they won`)
    })
    await sleep(150)
    await lab.kill('api')
    await sending
    await approve(lab, variants.slice(foughtOverMax))
  },
}

/** What happens to decisions and to pictures between their review and their finishing. */
export const reviewFaults: readonly Fault[] = [decidedWithoutWorker, competing, corrupted]
