import { describe, expect, it } from 'vitest'
import { createProceduralProvider } from '../../../adapters/procedural/procedural-provider.js'
import { createProceduralSoundProvider } from '../../../adapters/procedural/sound/procedural-sound-provider.js'
import { checkContract } from '../../../core/autopilot/check-contract.js'
import { checkProjectSettings } from '../../../core/project-settings/check-project-settings.js'
import { parseSpecFiles } from '../../../core/spec-files/parse-spec-files.js'
import { takesOf } from '../../../core/spec-files/provider-names.js'

const here = { providers: ['procedural'] }
const told = (contract: unknown, around: Parameters<typeof checkContract>[1] = here) =>
  checkContract(contract, around).map(({ path, message, hint }) => `${path.join('.')} ${message} | ${hint}`)

describe('a quality contract before it is used', () => {
  it('is told everything that is out of its range or not known, each with its member', () => {
    const found = told({
      minScore: 2,
      tries: 0,
      requiredChecks: ['palette', 'beauty'],
      changes: ['luck'],
      triez: 3,
    })
    expect(found).toHaveLength(5)
    expect(found[0]).toMatch(/^minScore is above 1 \| /)
    expect(found[1]).toMatch(/^requiredChecks\.1 is no check that is known \| Checks: empty, /)
    expect(found[2]).toMatch(/^tries is not a whole number from 1 to 16 \| /)
    expect(found[3]).toMatch(/^changes\.0 is none of .* \| Changes: seed, /)
    expect(found[4]).toMatch(/^triez is not known \| Did you mean tries\? /)
    expect(told('soon')).toHaveLength(1)
    expect(told(null)).toHaveLength(1)
  })

  it('is refused providers that are not here, and changes that none of them follows', () => {
    expect(told({ changes: ['seed', 'provider'], providers: ['procedural', 'comfyui', 'oracle'] })).toEqual([
      'providers.1 names comfyui, which is not set up here | Providers: procedural.',
      'providers.2 there is no provider "oracle" | Providers: procedural.',
    ])
    expect(told({ changes: ['seed', 'promptWeight'] })).toEqual([
      'changes.1 asks for promptWeight, which no provider here follows (procedural) | Leave it out; here may be changed: seed, parameters.',
    ])
    expect(told({ changes: ['seed', 'promptWeight'] }, { providers: ['procedural', 'comfyui'] })).toEqual([])
    // Nobody asked for each of the defaults, and without a machine nothing is known of it.
    expect(told({ minScore: 0.9 })).toEqual([])
    expect(told({ changes: ['promptWeight'], providers: ['oracle'] }, {})).toEqual([])
  })

  it('may not cost more for one spec than the project has', () => {
    expect(told({ budgetMicros: 20 }, { budgetMicros: 20 })).toEqual([])
    expect(told({ budgetMicros: 21 }, { budgetMicros: 20 })[0]).toMatch(/^budgetMicros is 21 for one spec/)
  })

  it('knows of the built-in painter and synthesiser what they say themselves', () => {
    const codec = {} as Parameters<typeof createProceduralProvider>[0]['codec']
    expect(takesOf('procedural', 'image')).toEqual(createProceduralProvider({ codec }).takes)
    expect(takesOf('procedural', 'audio')).toEqual(createProceduralSoundProvider({}).takes ?? [])
  })

  it('is checked in the settings of a project under its whole path', () => {
    const contract = { tries: 99, providers: ['oracle'] }
    const { settings, problems } = checkProjectSettings({ policies: { autopilot: { contract } } }, here)
    expect(settings).toBeNull()
    expect(problems.map(({ member }) => member)).toEqual(['policies.autopilot.contract.tries'])
    const dear = { policies: { budgetMicros: 5, autopilot: { contract: { budgetMicros: 6 } } } }
    expect(checkProjectSettings(dear).problems[0]?.member).toBe('policies.autopilot.contract.budgetMicros')
  })

  it('is checked in a spec file, with the line of the member', () => {
    const head = 'id: clay-jar\nprompt:\n  base: clay jar\nquality_contract:\n'
    const problemsOf = (contract: string) =>
      parseSpecFiles([{ path: 'jar.yaml', bytes: new TextEncoder().encode(head + contract) }], {
        ...{ palette: [], variantsPerSpec: null, provider: 'procedural' },
      }).problems.map(({ line, message, hint }) => `${line} ${message} | ${hint}`)
    expect(problemsOf('  changes: [seed, provider]\n  providers: [automatik1111]\n')).toEqual([
      expect.stringMatching(/^6 unknown provider "automatik1111" \| Did you mean "automatic1111"\? /),
    ])
    expect(problemsOf('  tries: 2\n  changes:\n    - promptWeight\n')).toEqual([
      expect.stringMatching(/^7 asks for promptWeight, which no provider here follows /),
    ])
    expect(problemsOf('  tries: 99\n')).toEqual([expect.stringMatching(/^5 /)])
    expect(problemsOf('  tries: 2\n')).toEqual([])
  })
})
