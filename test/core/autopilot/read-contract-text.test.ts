import { describe, expect, it } from 'vitest'
import { contractFor } from '../../../api/contract-for.js'
import { chooseContract } from '../../../core/autopilot/choose-contract.js'
import { qualityContractSchema } from '../../../core/autopilot/quality-contract.schema.js'
import { problemsOf, readOne } from '../spec-files/spec-text.js'
import { readContractFile, readContractWords } from '../../../core/autopilot/read-contract-text.js'

describe('a contract as words', () => {
  it('is read with its lists', () => {
    expect(readContractWords('minScore=0.9, tries=4,requiredChecks=palette+seam,changes=seed')).toMatchObject(
      {
        contract: { minScore: 0.9, tries: 4, requiredChecks: ['palette', 'seam'], changes: ['seed'] },
      },
    )
  })

  it.each([
    ['minScore', '', /no name=value/],
    ['minScore=0.5,minScore=0.6', 'minScore', /twice/],
    ['tries=many', 'tries', /whole number/],
    ['requiredChecks=palette+', 'requiredChecks.1', /no check/],
    ['__proto__=1', '', /./],
  ])('is refused with its member: %s', (words, member, message) => {
    const answer = readContractWords(words)
    expect(answer).toMatchObject({ member })
    expect('message' in answer && answer.message).toMatch(message)
  })
})

describe('a contract as a file', () => {
  it('is JSON or YAML', () => {
    const contract = qualityContractSchema.parse({ minScore: 0.6, changes: ['seed'] })
    expect(readContractFile('{"minScore": 0.6, "changes": ["seed"]}')).toEqual({ contract })
    expect(readContractFile('minScore: 0.6\nchanges: [seed]\n')).toEqual({ contract })
  })

  it('is refused without a throw when it is something else', () => {
    for (const text of ['', '- a\n- b', 'a: &a [1]\nb: *a', 'minScore: [', 'tries: 99'])
      expect(readContractFile(text)).toHaveProperty('hint')
  })
})

describe('whose contract counts', () => {
  const [spec, run, project] = [0.1, 0.2, 0.3].map((minScore) => qualityContractSchema.parse({ minScore }))

  it("is the spec's, else the run's, else the project's", () => {
    expect(chooseContract({ spec, run, project })).toBe(spec)
    expect(chooseContract({ run, project })).toBe(run)
    expect(chooseContract({ project })).toBe(project)
    expect(chooseContract({})).toBeNull()
  })

  it('is checked where a list is handed in, also the one of the project', () => {
    expect(contractFor(undefined, undefined, [])).toEqual({})
    expect(contractFor({ tries: 2 }, { tries: 5 }, []).contract?.tries).toBe(2)
    expect(contractFor(undefined, { tries: 5 }, []).contract?.tries).toBe(5)
    expect(() => contractFor(undefined, { tries: 99 }, [])).toThrow(/policies\.autopilot\.contract.*tries/)
    const other = { changes: ['provider'], providers: ['nowhere'] }
    expect(() => contractFor(other, undefined, ['procedural'])).toThrow(/no provider "nowhere"/)
  })
})

describe('the contract of a YAML spec', () => {
  const spec = (contract: string) =>
    `version: "1.0"\nid: jar\nprompt: { base: clay jar }\nquality_contract: ${contract}\n`

  it('is part of the spec', () => {
    const contract = qualityContractSchema.parse({ minScore: 0.9, requiredChecks: ['palette'] })
    expect(readOne(spec('{ minScore: 0.9, requiredChecks: [palette] }')).qualityContract).toEqual(contract)
  })

  it('is refused with its line when it cannot be used', () => {
    const [tries, unknown] = ['{ tries: 99 }', '{ goal: 1 }'].map((one) =>
      problemsOf({ 'jar.yaml': spec(one) }),
    )
    expect(tries).toEqual([expect.stringMatching(/^jar\.yaml:4.*tries/)])
    expect(unknown).toEqual([expect.stringMatching(/^jar\.yaml:4.*goal/)])
  })
})
