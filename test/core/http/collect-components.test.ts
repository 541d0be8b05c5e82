import { expect, test } from 'vitest'
import { z } from 'zod'
import { collectComponents } from '../../../core/http/contracts/collect-components.schema.js'

test('a part that is sent and answered has two names: sent it is held to what it has, answered it stays open', () => {
  const part = z.strictObject({ id: z.string(), size: z.number() }).meta({ id: 'TestPart' })
  const components = collectComponents()
  const sent = components.refer(z.strictObject({ parts: z.array(part) }), 'input')
  const answered = components.refer(z.strictObject({ parts: z.array(part) }), 'output')
  const { document, schemas } = components.settle({ sent, answered })
  expect(document).toMatchObject({
    sent: {
      properties: { parts: { items: { $ref: '#/components/schemas/TestPartInput' } } },
      additionalProperties: false,
    },
    answered: { properties: { parts: { items: { $ref: '#/components/schemas/TestPart' } } } },
  })
  expect(schemas).toMatchObject({ TestPartInput: { additionalProperties: false } })
  expect(schemas['TestPart']).not.toHaveProperty('additionalProperties')
  expect(schemas['TestPart']).toHaveProperty('properties.id')
})

test('a part that is the same both ways has one name, and what refers to one with two has two', () => {
  const same = z.enum(['a', 'b']).meta({ id: 'TestSame' })
  const inner = z.strictObject({ same }).meta({ id: 'TestInner' })
  const outer = z.array(inner).meta({ id: 'TestOuter' })
  const components = collectComponents()
  const document = [components.refer(outer, 'output'), components.refer(outer, 'input')]
  const settled = components.settle(document)
  expect(settled.document).toEqual([
    { $ref: '#/components/schemas/TestOuter' },
    { $ref: '#/components/schemas/TestOuterInput' },
  ])
  expect(Object.keys(settled.schemas)).toEqual([
    'TestInner',
    'TestInnerInput',
    'TestOuter',
    'TestOuterInput',
    'TestSame',
  ])
  expect(settled.schemas['TestOuterInput']).toMatchObject({
    items: { $ref: '#/components/schemas/TestInnerInput' },
  })
})
