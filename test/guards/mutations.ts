import { accessMutations } from './access-mutations.js'
import { adapterMutations } from './adapter-mutations.js'
import { autopilotMutations } from './autopilot-mutations.js'
import { chainMutations } from './chain-mutations.js'
import { chaosMutations } from './chaos-mutations.js'
import { comfyuiMutations } from './comfyui-mutations.js'
import { coreMutations } from './core-mutations.js'
import { editMutations } from './edit-mutations.js'
import { edgeMutations } from './edge-mutations.js'
import { fewerStepsMutations } from './fewer-steps-mutations.js'
import { gpuMutations } from './gpu-mutations.js'
import { graphMutations } from './graph-mutations.js'
import { keepingMutations } from './keeping-mutations.js'
import { kindMutations } from './kind-mutations.js'
import { licenceMutations } from './licence-mutations.js'
import { modelMutations } from './model-mutations.js'
import { notReplaying, type Mutation } from './mutation.js'
import { seeingMutations } from './seeing-mutations.js'
import { observabilityMutations } from './observability-mutations.js'
import { provisionalMutations } from './provisional-mutations.js'
import { readingMutations } from './reading-mutations.js'
import { revisionMutations } from './revision-mutations.js'
import { upgradeMutations } from './upgrade-mutations.js'

const cruise = (room: string) => ['npx', 'depcruise', '--config', '.dependency-cruiser.cjs', room]
const lint = ['npx', 'oxlint', '--type-aware', '--deny-warnings', 'workflows']

export const mutations: readonly Mutation[] = [
  {
    name: 'core reads a file',
    file: 'core/hash.ts',
    find: "import { sha256 } from '@noble/hashes/sha2.js'",
    replace: "import 'node:fs'\nimport { sha256 } from '@noble/hashes/sha2.js'",
    check: cruise('core'),
    expect: /core-is-pure/,
  },
  {
    name: 'a workflow reaches into an adapter',
    file: 'workflows/atlas-run.ts',
    find: "import { proxyActivities, setCurrentDetails } from '@temporalio/workflow'",
    replace:
      "import { proxyActivities, setCurrentDetails } from '@temporalio/workflow'\nimport '../adapters/temporal/run-periodically.js'",
    check: cruise('workflows'),
    expect: /workflows-see-no-edges/,
  },
  {
    name: 'an activity is not awaited',
    file: 'workflows/asset-run.ts',
    find: 'await this.stepFor(next.decisions)(',
    replace: 'this.stepFor(next.decisions)(',
    check: lint,
    expect: /no-floating-promises/,
  },
  {
    name: 'a workflow step is added without a patch',
    file: 'workflows/asset-run.ts',
    find: '    // Without drafts nothing is awaited here',
    replace:
      '    await orchestrate.releaseGeneration(this.scope)\n    // Without drafts nothing is awaited here',
    ...notReplaying(),
  },
  ...accessMutations,
  ...coreMutations,
  ...adapterMutations,
  ...edgeMutations,
  ...seeingMutations,
  ...revisionMutations,
  ...keepingMutations,
  ...chaosMutations,
  ...observabilityMutations,
  ...upgradeMutations,
  ...fewerStepsMutations,
  ...kindMutations,
  ...gpuMutations,
  ...comfyuiMutations,
  ...graphMutations,
  ...licenceMutations,
  ...modelMutations,
  ...provisionalMutations,
  ...autopilotMutations,
  ...chainMutations,
  ...editMutations,
  ...readingMutations,
]
