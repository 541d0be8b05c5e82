import { failing, type Mutation } from './mutation.js'

const rules = 'test/core/autopilot/next-move.test.ts'
const postgres = 'test/adapters/postgres/postgres-catalogue.test.ts'
const workflows = 'test/workflows/autopilot.test.ts'

/** Faults in the loop that goes on until a quality contract holds. */
export const autopilotMutations: readonly Mutation[] = [
  {
    name: 'autopilot: a change that raised nothing is tried again before others',
    file: 'core/autopilot/next-move.ts',
    find: 'return possible.toSorted((a, b) => inVain(a) - inVain(b))[0] ?? null',
    replace: 'return possible.toSorted((a, b) => inVain(b) - inVain(a))[0] ?? null',
    ...failing(rules, 'does not repeat what raised nothing while something else is left'),
  },
  {
    name: 'autopilot: the dearest round is left out of what another one would cost',
    file: 'core/autopilot/next-move.ts',
    find: 'figures.reduce((sum, one) => sum + one, 0) + Math.max(0, ...figures)',
    replace: 'figures.reduce((sum, one) => sum + one, 0) + Math.min(0, ...figures)',
    ...failing(rules, 'hands over at the end of cost'),
  },
  {
    name: 'hand-over: an automatic run waits for a person by itself',
    file: 'adapters/postgres/runs.repository.ts',
    find: "outcome IS NOT DISTINCT FROM 'handedOver' AS is_settled",
    replace: "outcome IS NOT DISTINCT FROM 'none' AS is_settled",
    ...failing(postgres, 'holds up no automatic run, and every run that people review'),
  },
  {
    name: 'hand-over: the bundle closes what people may have decided',
    file: 'adapters/postgres/bundles.repository.ts',
    find: ' AND rs.quality IS NULL',
    replace: '',
    ...failing(postgres, 'is named by the bundle, which is another one then'),
  },
  {
    name: 'budget: what is reserved for pictures that are being made is not counted',
    file: 'adapters/postgres/project-budget.ts',
    find: "(l.kind = 'commit' OR (l.kind = 'reserve'",
    replace: "(l.kind = 'commit' OR (l.kind = 'none'",
    ...failing(postgres, 'is never gone above, whoever asks at once'),
  },
  {
    name: 'budget: a refund is not given back to it',
    file: 'adapters/postgres/project-budget.ts',
    find: "s.kind IN ('commit', 'refund'))))`",
    replace: "s.kind IN ('commit'))))`",
    ...failing(postgres, 'counts what was paid and gives back what was refunded'),
  },
  {
    name: 'budget: an approved overage is not heard',
    file: 'adapters/postgres/project-budget.ts',
    find: 'if (row.approved) return {',
    replace: 'if (row.approved && told < 0) return {',
    ...failing(postgres, 'holds back nothing that costs nothing'),
  },
  {
    name: 'autopilot: a decision of a person does not end the loop',
    file: 'workflows/autopilot.ts',
    find: 'if (!this.loop.isOpen() || !this.isDecided()) return',
    replace: 'if (!this.loop.isOpen() || this.isDecided() || !this.isDecided()) return',
    ...failing(workflows, 'is ended by a decision of a person', /AssertionError|still waiting/),
  },
  {
    name: 'autopilot: the place in the window is kept after the hand-over',
    file: 'workflows/asset-run.ts',
    find: "if (!decidesItself || this.input.review === 'person')",
    replace: "if (decidesItself && this.input.review === 'person')",
    ...failing(
      workflows,
      'is handed over with what was tried when it never holds',
      /AssertionError|still waiting/,
    ),
  },
]
