import { expect, test } from 'vitest'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import {
  composeFuzzCommand,
  composeFuzzSettings,
  readFuzzOptions,
  usage,
} from '../../infra/dev/fuzz-options.js'
import { fuzzHooks, operationsRefusing } from '../../infra/dev/fuzz-headers.js'

test('without options all phases run with one seed', () => {
  expect(readFuzzOptions([])).toEqual({
    ...{ seed: 1, maxExamples: 20, keep: false },
    phases: ['examples', 'coverage', 'fuzzing', 'stateful'],
  })
})

test('phases are taken in the order in which they run, each once', () => {
  const { phases } = readFuzzOptions(['--phases', 'stateful, coverage,stateful'])
  expect(phases).toEqual(['coverage', 'stateful'])
})

test.each([
  [['--seed=-1'], '--seed takes a whole number from 0'],
  [['--seed', '1.5'], '--seed takes a whole number'],
  [['--seed='], '--seed takes a whole number'],
  [['--max-examples', '0'], '--max-examples takes a whole number from 1 to 10000'],
  [['--phases', 'coverage,guessing'], '"guessing" is none'],
  [['--phases='], '"" is none'],
  [['--checks', 'none'], "Unknown option '--checks'"],
])('%j is refused: %s', (args, message) => {
  expect(() => readFuzzOptions(args)).toThrow(message)
})

test('the command names the document, the secret and the options, and switches no check off', () => {
  const options = readFuzzOptions(['--seed', '7', '--phases', 'coverage,fuzzing', '--max-examples', '3'])
  const command = composeFuzzCommand(options, { apiUrl: 'http://127.0.0.1:7430', token: 'secret' })
  expect(command.join(' ')).toBe(
    'run http://127.0.0.1:7430/api/v1/openapi.json --header Authorization: Bearer secret ' +
      '--phases coverage,fuzzing --seed 7 --max-examples 3 --request-timeout 20 --continue-on-failure',
  )
  expect(command.filter((part) => /exclude|checks|suppress|baseline/.test(part))).toEqual([])
})

test('the settings name what there is and one operation of the document, and switch nothing off', () => {
  const settings = composeFuzzSettings({ runId: ['run_1', 'run_2'], bundleId: [] })
  expect(settings.split('\n').filter((line) => line !== '')).toEqual([
    'hooks = "hooks.py"',
    '[dictionaries.runId]',
    'values = ["run_1","run_2"]',
    '[dictionaries.If-Match]',
    'values = ["*","\\"1\\""]',
    '[dictionaries.If-None-Match]',
    'values = ["*"]',
    '[dictionaries.Range]',
    'values = ["bytes=0-9","bytes=7-","bytes=-3","bytes=0-1,4-5","bytes=999999999-"]',
    '[parameters]',
    '"path.runId" = { dictionary = "runId", probability = 0.5 }',
    '"header.If-Match" = { dictionary = "If-Match", probability = 0.3 }',
    '"header.If-None-Match" = { dictionary = "If-None-Match", probability = 0.3 }',
    '"header.Range" = { dictionary = "Range", probability = 0.3 }',
    '[[operations]]',
    'include-operation-id = "readEvents"',
    'request-timeout = 2',
    '[[operations]]',
    `include-operation-id = ${JSON.stringify(operationsRefusing(412))}`,
    'checks.positive_data_acceptance.expected-statuses = ["2xx","3xx","401","403","404","409","429","5xx","412"]',
    '[[operations]]',
    `include-operation-id = ${JSON.stringify(operationsRefusing(416))}`,
    'checks.positive_data_acceptance.expected-statuses = ["2xx","3xx","401","403","404","409","429","5xx","416"]',
  ])
  expect(allContracts.map(({ operationId }) => operationId)).toContain('readEvents')
})

test('a status is let pass only where the document tells of a header that is refused with it', () => {
  expect(operationsRefusing(412)).toContain('putDocument')
  expect(operationsRefusing(416)).toEqual(['readImage', 'readVariantPreview'])
  expect(operationsRefusing(500)).toEqual([])
})

test('the hooks change a key that was used, and no check', () => {
  expect(fuzzHooks).toContain('def before_call(')
  expect(fuzzHooks).not.toMatch(/check|after_call|filter/)
})

test('the usage tells every option', () => {
  for (const option of ['--seed', '--phases', '--max-examples', '--keep']) expect(usage).toContain(option)
})
