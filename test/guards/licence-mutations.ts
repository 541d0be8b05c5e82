import { failing, type Mutation } from './mutation.js'

const gate = 'test/core/models/licence-gate.test.ts'
const choice = 'test/core/models/choose-checkpoint.test.ts'
const release = 'test/core/bundle/judge-release.test.ts'

export const licenceMutations: readonly Mutation[] = [
  {
    name: 'a licence that nobody knows allows a release',
    file: 'core/models/licence-gate.ts',
    find: "case 'yes':",
    replace: "case 'yes':\n      case 'unknown':",
    ...failing(gate, 'stops what nobody knows'),
  },
  {
    name: 'a file is freed by a name that it took from another',
    file: 'core/models/licence-gate.ts',
    find: '(isOther ? undefined : byName)',
    replace: 'byName',
    ...failing(gate, 'judges by bytes where they are known'),
  },
  {
    name: 'a release forgets the models of its pictures',
    file: 'core/bundle/judge-release.ts',
    find: 'for (const { message, nextStep } of objectToModels(used, models))',
    replace: 'for (const { message, nextStep } of objectToModels([], models))',
    ...failing(release, 'names the asset, the model and the licence'),
  },
  {
    name: 'SD 1.5 comes before SDXL',
    file: 'core/models/choose-checkpoint.ts',
    find: "const pictureBases: readonly ModelBase[] = ['sdxl', 'sd15']",
    replace: "const pictureBases: readonly ModelBase[] = ['sd15', 'sdxl']",
    ...failing(choice, 'prefers SDXL'),
  },
  {
    name: 'a LoRA of another family is loaded',
    file: 'core/models/choose-loras.ts',
    find: "if (family.base !== base && family.base !== 'any' && family.base !== null) {",
    replace: "if (family.base === 'flux') {",
    ...failing(choice, 'keep the order of the policy'),
  },
]
