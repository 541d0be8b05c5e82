import { expect, test } from 'vitest'
import { refusedSchema } from '../../../adapters/comfyui/comfy-answers.schema.js'
import { judgeException, refusalFailure } from '../../../adapters/comfyui/classify-failure.js'
import { judgeVersion } from '../../../adapters/comfyui/server-version.js'
import { prefixOf, promptIdOf } from '../../../adapters/comfyui/prompt-id.js'

const origin = 'http://gpu:8188'
const refuse = (answer: unknown) => refusalFailure(refusedSchema.parse(answer), origin)
const nodeError = (type: string, details: string, info: unknown) => ({
  error: {
    type: 'prompt_outputs_failed_validation',
    message: 'Prompt outputs failed validation',
    details: '',
    extra_info: {},
  },
  node_errors: {
    '4': {
      class_type: 'CheckpointLoaderSimple',
      dependent_outputs: ['9'],
      errors: [{ type, message: 'Value not in list', details, extra_info: info }],
    },
  },
})

test('a model that the server lacks is named with its folder, however the answer tells it', () => {
  const full = refuse(
    nodeError('value_not_in_list', "ckpt_name: 'x.safetensors' not in (list of length 37)", {
      input_name: 'ckpt_name',
      input_config: null,
      received_value: 'x.safetensors',
    }),
  )
  expect(full).toMatchObject({
    type: 'InvalidInput',
    details: { kind: 'missing-model', file: 'x.safetensors', folder: 'checkpoints', node: '4' },
  })
  const textOnly = refuse(
    nodeError('value_not_in_list', "ckpt_name: 'y.ckpt' not in (list of length 37)", []),
  )
  expect(textOnly.details).toMatchObject({ file: 'y.ckpt', folder: 'checkpoints' })
  const atRunTime = judgeException(
    {
      node_id: '4',
      node_type: 'LoraLoader',
      exception_type: 'FileNotFoundError',
      exception_message: "Model in folder 'loras' with filename 'z.safetensors' not found.",
    },
    origin,
  )
  expect(atRunTime).toMatchObject({
    retry: 'never',
    failure: { type: 'InvalidInput', details: { file: 'z.safetensors', folder: 'loras' } },
  })
})

test('a node class that the server lacks is named by both kinds of answer; other refusals say node and input', () => {
  const older = refuse({
    error: {
      type: 'invalid_prompt',
      message: 'Cannot execute because node NoSuchNode does not exist.',
      details: "Node ID '#3'",
      extra_info: {},
    },
    node_errors: {},
  })
  const newer = refuse({
    error: {
      type: 'missing_node_type',
      message: 'm',
      details: 'd',
      extra_info: { node_id: '3', class_type: 'NoSuchNode' },
    },
    node_errors: [],
  })
  for (const failure of [older, newer])
    expect(failure).toMatchObject({
      type: 'InvalidInput',
      details: { kind: 'missing-class', class: 'NoSuchNode' },
    })
  const sampler = refuse(
    nodeError('value_not_in_list', "sampler_name: 'x' not in [...]", { input_name: 'sampler_name' }),
  )
  expect(sampler).toMatchObject({
    type: 'InvalidInput',
    details: { kind: 'graph', node: '4', input: 'sampler_name' },
  })
})

test.each([
  ['torch.OutOfMemoryError', 'Allocation on device', 'free', 'out-of-memory'],
  ['RuntimeError', 'CUDA error: out of memory', 'free', 'out-of-memory'],
  ['RuntimeError', 'CUDA error: an illegal memory access was encountered', 'never', 'restart'],
  ['RuntimeError', 'CUDA error: device-side assert triggered', 'never', 'restart'],
  ['OSError', '[Errno 28] No space left on device', 'never', 'disk-full'],
  ['ValueError', 'shapes do not match', 'once', 'node-exception'],
])('%s: %s asks for "%s" and is of kind %s', (type, message, retry, kind) => {
  const verdict = judgeException(
    { node_id: '3', node_type: 'KSampler', exception_type: type, exception_message: message },
    origin,
  )
  expect(verdict).toMatchObject({
    retry,
    failure: { type: 'ProviderFailed', details: { kind, class: 'KSampler' } },
  })
})

test('versions below the safe one need leave, and get a warning with it', () => {
  expect(judgeVersion('0.28.0', null, origin)).toBeNull()
  expect(judgeVersion('v0.100.1', null, origin)).toBeNull()
  expect(() => judgeVersion('0.27.9', null, origin)).toThrow('which is not 0.28.0 or newer')
  expect(() => judgeVersion('0.3.64', '0.3.65', origin)).toThrow('0.3.65 or newer')
  expect(judgeVersion('0.3.64', '0.3.64', origin)).toContain('security holes')
  expect(() => judgeVersion('unknown', null, origin)).toThrow('runs ComfyUI unknown')
  expect(judgeVersion('unknown', '0.3.64', origin)).toContain('ComfyUI unknown')
})

test('prompt ids are canonical, lasting, and other ones for each job and submission', () => {
  const jobId = 'ab'.repeat(32)
  expect(promptIdOf(jobId, 1)).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  // Rows that were written before an update have to be found after it.
  expect(promptIdOf(jobId, 1)).toBe('9077e916-8fed-5801-9d1b-a677187a8295')
  expect(new Set([promptIdOf(jobId, 1), promptIdOf(jobId, 2), promptIdOf('cd', 1)]).size).toBe(3)
  expect(prefixOf(jobId, 3)).toBe('al-abababababab-3')
})
