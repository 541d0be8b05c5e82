import { failing, type Mutation } from './mutation.js'

const reading = 'test/core/refinement/read-refinement-answer.test.ts'
const asking = 'test/core/refinement/build-refinement-request.test.ts'
const choosing = 'test/core/refinement/choose-passages.test.ts'
const documents = 'test/api/documents.test.ts'
const server = 'test/adapters/llm/openai-compatible.test.ts'

/** Faults in what keeps a language model from doing more than proposing. */
export const modelMutations: readonly Mutation[] = [
  {
    name: "a model's path reaches a spec",
    file: 'core/refinement/check-model-text.ts',
    find: 'if (pattern.test(text) || pattern.test(plain)) return what',
    replace: 'if (pattern.test("") && plain === "") return what',
    ...failing(reading, 'a proposal with a path is refused'),
  },
  {
    name: "a model's ten thousand specs are taken",
    file: 'core/refinement/read-refinement-answer.ts',
    find: 'if (proposals.length > room)',
    replace: 'if (proposals.length > room * 1_000)',
    ...failing(reading, 'ten thousand specs are refused for good'),
  },
  {
    name: "a model's proposal has the key of a spec",
    file: 'core/refinement/read-refinement-answer.ts',
    find: 'if (same !== undefined)',
    replace: "if (same === '')",
    ...failing(reading, 'of the rules are never taken'),
  },
  {
    name: "a list's text opens the model's control tokens",
    file: 'core/refinement/fence-json.ts',
    find: 'text.replace(/[<[\\u2028\\u2029\\u0085\\u007f]/g, escapeLetter)',
    replace: 'text.replace(/\\u2028/g, escapeLetter)',
    ...failing(asking, 'no text leaves its fence'),
  },
  {
    name: 'the order in which documents come decides what a model is shown',
    file: 'core/refinement/choose-passages.ts',
    find: '[...documents].sort(byName)',
    replace: '[...documents]',
    ...failing(choosing, 'that are equally good come by name and place'),
  },
  {
    name: 'a model is shown as much of the documents as fits a line',
    file: 'core/refinement/choose-passages.ts',
    find: 'if (chars > left) continue',
    replace: 'if (chars > Infinity) continue',
    ...failing(choosing, 'have bounds together'),
  },
  {
    name: 'a list forgets which documents its project had',
    file: 'api/with-documents.ts',
    find: 'return { ...list, options: { ...list.options, documents } }',
    replace: 'return documents.length > 0 ? list : { ...list }',
    ...failing(documents, 'are part of what a list with open lines is'),
  },
  {
    name: "a model's answer has no end",
    file: 'adapters/llm/openai-compatible.ts',
    find: 'if (sizeBytes > responseBytesMax)',
    replace: 'if (sizeBytes > responseBytesMax * 1_000)',
    ...failing(server, 'that fails (huge) is given up'),
  },
  {
    name: "a model's server writes the key into the notes",
    file: 'adapters/llm/openai-compatible.ts',
    find: "apiKey === null ? line : line.split(apiKey).join('[secret]')",
    replace: 'apiKey === null ? line : `${line}`',
    ...failing(server, 'that fails (401) is given up'),
  },
]
