import { expect, test } from 'vitest'
import type { CliContext } from '../../clients/cli/cli-context.js'
import { printFailure } from '../../clients/cli/print-failure.js'
import { AssetloomError } from '../../core/errors.js'

function printed(message: string): string {
  let text = ''
  const terminal = { writeErr: (part: string) => void (text += part) }
  printFailure(
    { terminal, env: {} } as unknown as CliContext,
    new AssetloomError('Unavailable', message, 'Do.'),
  )
  return text
}

const begin = 'The stack did not start: api ended.\nEnd of api.log:'

test.each([
  [
    'an exception of Node',
    '    at y (z)\nTypeError: x is no function\n    at y (z)',
    'TypeError: x is no function',
  ],
  [
    'the last error that one of our processes logged',
    '{"level":"error","message":"first"}\n{"level":"error","message":"PORT is taken.","hint":"Unset PORT."}\n{"level":"info","message":"ended"}',
    'PORT is taken. Unset PORT.',
  ],
])('a failure that ends with a log tells its cause: %s', (_, log, cause) => {
  expect(printed(`${begin}\n${log}`)).toBe(`assetloom: The stack did not start: api ended. ${cause}\n  Do.\n`)
})

test('a log that names no cause is left out', () => {
  expect(printed(`${begin}\n{"level":"info","message":"ready"}\n[1]\nnull`)).toBe(
    'assetloom: The stack did not start: api ended.\n  Do.\n',
  )
})
