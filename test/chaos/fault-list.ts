import type { ChaosOptions } from './chaos-options.js'
import type { Fault, StartFault } from './fault.js'
import { cancelFaults } from './cancel-faults.js'
import { decisionFaults } from './decision-faults.js'
import { deployFaults } from './deploy-faults.js'
import { outageFaults } from './outage-faults.js'
import { processFaults } from './process-faults.js'
import { reviewFaults } from './review-faults.js'
import { startFaults } from './start-faults.js'
import { storeFaults } from './store-faults.js'
import { temporalFileFaults } from './temporal-file-fault.js'
import { workerFaults } from './worker-faults.js'

/** Every fault of a run, in the order in which they are tried: those that share a kind of stack stand together. */
const faults: readonly Fault[] = [
  ...processFaults,
  ...outageFaults,
  ...temporalFileFaults,
  ...reviewFaults,
  ...decisionFaults,
  ...cancelFaults,
  ...deployFaults,
  ...workerFaults,
  ...storeFaults,
]

export interface ChosenFaults {
  readonly runFaults: readonly Fault[]
  readonly startFaults: readonly StartFault[]
}

/** The faults that the options name. */
export function chooseFaults({ set, only }: ChaosOptions): ChosenFaults {
  const isChosen = ({ name, onlyInAll }: StartFault | Fault) =>
    (set === 'all' || onlyInAll !== true) &&
    (only.length === 0 || only.some((words) => name.toLowerCase().includes(words)))
  return { runFaults: faults.filter(isChosen), startFaults: startFaults.filter(isChosen) }
}
