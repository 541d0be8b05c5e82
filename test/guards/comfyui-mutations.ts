import { failing, type Mutation } from './mutation.js'

const runner = 'test/adapters/comfyui/comfy-runner.test.ts'
const transport = 'test/adapters/comfyui/comfy-http.test.ts'
const json = 'test/adapters/comfyui/comfy-json.test.ts'
const state = 'test/adapters/comfyui/prompt-state.test.ts'
const verdicts = 'test/adapters/comfyui/classify-failure.test.ts'
const frames = 'test/adapters/comfyui/event-frames.test.ts'
const files = 'test/adapters/comfyui/examine-file.test.ts'
const watching = 'test/adapters/comfyui/watchdog.test.ts'
const control = 'a cancelled run takes its own prompt off the server, and no other'

/** Calls that a client of ComfyUI must never make, and those that it must make as they are. */
const callMutations: readonly Mutation[] = [
  {
    name: 'a prompt of ComfyUI is given a number',
    file: 'adapters/comfyui/comfy-http.ts',
    find: 'stringifyComfyJson({ prompt_id: promptId, client_id: clientId, prompt: graph })',
    replace: 'stringifyComfyJson({ prompt_id: promptId, client_id: clientId, prompt: graph, number: 0 })',
    ...failing(runner, 'a job becomes one file and is told once'),
  },
  {
    name: 'a prompt of ComfyUI is posted for another socket than ours',
    file: 'adapters/comfyui/submit-prompt.ts',
    find: 'clientId: host.events.clientId, graph }',
    replace: 'clientId: promptId, graph }',
    ...failing(runner, 'a job becomes one file and is told once'),
  },
  {
    name: 'an interrupt of ComfyUI hits whatever runs',
    file: 'adapters/comfyui/comfy-http.ts',
    find: "'/interrupt', { prompt_id: promptId }, signal",
    replace: "'/interrupt', {}, signal",
    ...failing(runner, control),
  },
  {
    name: 'a cancellation clears the queue of ComfyUI',
    file: 'adapters/comfyui/comfy-http.ts',
    find: "'/queue', { delete: [promptId] }, signal",
    replace: "'/queue', { delete: [promptId], clear: true }, signal",
    ...failing(runner, control),
  },
  {
    name: "one prompt's end clears the history of ComfyUI",
    file: 'adapters/comfyui/comfy-http.ts',
    find: "'/history', { delete: [promptId] }, signal",
    replace: "'/history', { clear: true }, signal",
    ...failing(runner, 'a job becomes one file and is told once'),
  },
  {
    name: 'an interrupt of ComfyUI is sent once, however early',
    file: 'adapters/comfyui/cancel-prompt.ts',
    find: "if (last.at === 'ended' || last.at === 'nowhere') return last",
    replace: 'if (last !== null) return last',
    ...failing(runner, 'an interrupt that came too early is sent again'),
  },
  {
    name: 'the id of a prompt is in capitals',
    file: 'adapters/comfyui/prompt-id.ts',
    find: 'return v5(`${jobId}/${submitNo}`, promptNamespace)',
    replace: 'return v5(`${jobId}/${submitNo}`, promptNamespace).toUpperCase()',
    ...failing(verdicts, 'prompt ids are canonical'),
  },
  {
    name: 'all submissions of a job write to one file name',
    file: 'adapters/comfyui/prompt-id.ts',
    find: 'return `al-${jobId.slice(0, 12)}-${submitNo}`',
    replace: 'return `al-${jobId.slice(0, 12)}-${Math.min(submitNo, 1)}`',
    ...failing(runner, 'what a restart forgot is submitted again', /AssertionError|timed out/),
  },
  {
    name: 'all processes share the socket id of ComfyUI',
    file: 'adapters/comfyui/comfy-events.ts',
    find: 'const clientId = randomUUID()',
    replace: "const clientId = randomUUID().replace(/.*/, 'assetloom')",
    ...failing(frames, 'each process has a client id of its own'),
  },
  {
    name: 'a secret header of a proxy is not sent',
    file: 'adapters/comfyui/comfy-transport.ts',
    find: '        ...options.headers,\n',
    replace: '',
    ...failing(runner, 'a job becomes one file and is told once'),
  },
  {
    name: 'a websocket says who opened it',
    file: 'adapters/comfyui/comfy-events.ts',
    find: 'headers: { ...options.headers } })',
    replace: "headers: { ...options.headers, origin: 'http://gpu' } })",
    ...failing(runner, 'a job becomes one file and is told once'),
  },
]

/** What is read from a server is believed too easily, or not at all. */
const readingMutations: readonly Mutation[] = [
  {
    name: 'a large seed loses digits on its way back',
    file: 'adapters/comfyui/comfy-json.ts',
    find: 'digits.length <= digitsMax ? BigInt(digits) : value',
    replace: 'digits.length <= 3 ? BigInt(digits) : value',
    ...failing(json, 'keeps every digit of a whole number'),
  },
  {
    name: 'an answer of ComfyUI may have any size',
    file: 'adapters/comfyui/comfy-transport.ts',
    find: 'if (sizeBytes > sizeBytesMax)',
    replace: 'if (sizeBytes > Number.MAX_SAFE_INTEGER)',
    ...failing(transport, 'an input that is uploaded is found'),
  },
  {
    name: 'a call to ComfyUI has a deadline of its own making',
    file: 'adapters/comfyui/comfy-transport.ts',
    find: 'const timeoutMs = call.timeoutMs ?? options.timeoutMs ?? timeoutDefaultMs',
    replace: 'const timeoutMs = Math.max(2_000, options.timeoutMs ?? timeoutDefaultMs)',
    ...failing(transport, 'what is no answer of a ComfyUI may be asked again'),
  },
  {
    name: 'a page of a proxy is read as an answer',
    file: 'adapters/comfyui/comfy-transport.ts',
    find: 'if (!/^application\\/(?:[\\w.+-]+\\+)?json\\b/i.test(contentType))',
    replace: 'if (bytes.length === 0)',
    ...failing(transport, 'what is no answer of a ComfyUI may be asked again'),
  },
  {
    name: 'the history of ComfyUI is asked before its queue',
    file: 'adapters/comfyui/prompt-state.ts',
    find: '  const queue = await http.queue(signal)\n',
    replace: '  await http.history(promptId, signal)\n  const queue = await http.queue(signal)\n',
    ...failing(state, 'asks the queue first'),
  },
  {
    name: 'a blocked branch fails a prompt',
    file: 'adapters/comfyui/prompt-state.ts',
    find: "if (found.data.exception_type !== 'ExecutionBlocked') return found.data",
    replace: 'return found.data',
    ...failing(state, 'is not failed by a branch that was blocked'),
  },
  {
    name: 'a prompt without its message of success is done',
    file: 'adapters/comfyui/prompt-state.ts',
    find: "return has('execution_success') ? 'success' : 'failed'",
    replace: "return 'success'",
    ...failing(state, 'is done with the message of success only'),
  },
  {
    name: 'a blocked branch ends the progress of a prompt',
    file: 'adapters/comfyui/event-frames.schema.ts',
    find: "data.exception_type === 'ExecutionBlocked' ? null : ",
    replace: '',
    ...failing(frames, 'a text frame that says nothing of a prompt'),
  },
  {
    name: 'a file in temp/ counts as the result',
    file: 'adapters/comfyui/prompt-state.ts',
    find: "return file.success && file.data.type === 'output' ? [file.data] : []",
    replace: 'return file.success ? [file.data] : []',
    ...failing(state, 'names files that last'),
  },
  {
    name: 'a damaged picture is taken',
    file: 'adapters/comfyui/examine-file.ts',
    find: 'if (crc32(data.subarray(at + 4, end - 4)) !== data.readUInt32BE(end - 4))',
    replace: 'if (crc32(data.subarray(at + 4, end - 4)) < 0)',
    ...failing(files, 'a picture with one wrong byte'),
  },
  {
    name: 'a ComfyUI with known holes is used',
    file: 'adapters/comfyui/server-version.ts',
    find: 'if (found !== null && isAtLeast(found, partsOf(versionLowest))) return null',
    replace: "if (found !== null && isAtLeast(found, partsOf('0.1.0'))) return null",
    ...failing(verdicts, 'versions below the safe one need leave'),
  },
]

/** A job is executed twice, or not at all. */
const runMutations: readonly Mutation[] = [
  {
    name: 'a prompt is posted again without a look for the first one',
    file: 'adapters/comfyui/submit-prompt.ts',
    find: 'if (!isNew || posts > 0)',
    replace: 'if (posts > 99)',
    ...failing(runner, 'a POST without an answer that was accepted', /AssertionError|timed out/),
  },
  {
    name: 'a graph that was taken in part goes on',
    file: 'adapters/comfyui/submit-prompt.ts',
    find: "  if (answer.kind === 'accepted') await cancelPrompt(host, answer.promptId)\n",
    replace: '',
    ...failing(runner, 'a graph that was accepted only in part'),
  },
  {
    name: 'a prompt is followed under another id than it has',
    file: 'adapters/comfyui/submit-prompt.ts',
    find: 'answer.promptId === promptId\n',
    replace: "answer.promptId !== ''\n",
    ...failing(runner, 'a server that gives ids of its own', /AssertionError|timed out/),
  },
  {
    name: 'a prompt that a stranger interrupted has failed',
    file: 'adapters/comfyui/run-work.ts',
    find: "if (end.outcome === 'cancelled') {",
    replace: "if (end.outcome === 'cancelled' && submission.submitNo < 0) {",
    ...failing(runner, 'interrupted by a stranger', /AssertionError|timed out/),
  },
  {
    name: 'the second copy of a prompt runs too',
    file: 'adapters/comfyui/follow-prompt.ts',
    find: 'if (options.mayBeTwice) await dropCopies',
    replace: 'if (options.mayBeTwice && heardMs < 0) await dropCopies',
    ...failing(runner, 'a second copy of a prompt', /AssertionError|timed out/),
  },
  {
    name: 'a picture that was saved before a restart is made again',
    file: 'adapters/comfyui/run-work.ts',
    find: '  const taken = await adoptPredicted(host, work, submission, options.signal)\n  if (taken !== null)',
    replace:
      '  const taken = await adoptPredicted(host, work, submission, options.signal)\n  if (taken !== null && submission.submitNo < 0)',
    ...failing(runner, 'what a restart forgot is submitted again', /AssertionError|timed out/),
  },
  {
    name: 'out of memory is tried again without asking for memory',
    file: 'adapters/comfyui/run-work.ts',
    find: '  await host.ask(async () => await host.http.free(options.signal), options.signal)\n',
    replace: '',
    ...failing(runner, 'out of memory: memory is freed', /AssertionError|timed out/),
  },
  {
    name: 'a growing line of prompts passes for a ComfyUI that works',
    file: 'adapters/comfyui/watchdog.ts',
    find: 'function runningOf({ running }: ServerQueue): string {\n  return running.map(',
    replace:
      'function runningOf({ running, pending }: ServerQueue): string {\n  return [...running, ...pending].map(',
    ...failing(watching, 'a growing line is no sign of life'),
  },
  {
    name: 'ComfyUI is restarted as often as it is sick',
    file: 'adapters/comfyui/restart-command.ts',
    find: "if (waitMs > 0) return { state: 'too-soon', waitMs }",
    replace: "if (waitMs > 1e9) return { state: 'too-soon', waitMs }",
    ...failing(watching, 'the restart command gets its arguments'),
  },
  {
    name: 'a socket on which nothing comes is kept',
    file: 'adapters/comfyui/comfy-events.ts',
    find: 'if (nowMs - heardAt > (isOpen ? silenceMaxMs : openMaxMs + silenceMaxMs)) end()',
    replace: 'if (nowMs - heardAt > openMaxMs + silenceMaxMs + 3_600_000) end()',
    ...failing(runner, 'a socket on which nothing comes any more', /AssertionError|timed out/),
  },
]

/** Faults in how ComfyUI is driven: each breaks a rule that its contract sets for clients. */
export const comfyuiMutations: readonly Mutation[] = [...callMutations, ...readingMutations, ...runMutations]
