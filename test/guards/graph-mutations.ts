import { failing, type Mutation } from './mutation.js'

const binding = 'test/core/graphs/bind-graph.test.ts'
const checking = 'test/core/graphs/check-graph.test.ts'
const choosing = 'test/core/graphs/choose-graph.test.ts'
const importing = 'test/core/graphs/import-graph.test.ts'
const tiles = 'test/core/graphs/tile-graph.test.ts'

/** Faults in how graphs are filled, checked and chosen. */
export const graphMutations: readonly Mutation[] = [
  {
    name: "a graph's seed loses digits",
    file: 'core/graphs/bind-graph.ts',
    find: 'return seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seed) : seed',
    replace: 'return Number(seed)',
    ...failing(binding, 'keeps every digit of a seed'),
  },
  {
    name: "a graph's file may lie anywhere on the server",
    file: 'core/graphs/check-graph-values.ts',
    find: "return typeof value === 'string' && isFileName(value)",
    replace: "return typeof value === 'string'",
    ...failing(binding, 'refuses a file outside of its folder'),
  },
  {
    name: 'a graph takes values that it does not know',
    file: 'core/graphs/check-graph-values.ts',
    find: 'if (!Object.hasOwn(inputs, name))',
    replace: "if (name === '')",
    ...failing(binding, 'refuses an unknown input'),
  },
  {
    name: 'the second LoRA of a graph stands beside the first',
    file: 'core/graphs/insert-loras.ts',
    find: 'graph[id] = loraNode(last, name, weight)',
    replace: 'graph[id] = loraNode({ model, clip }, name, weight)',
    ...failing(binding, 'puts LoRAs between the named outputs'),
  },
  {
    name: "a graph's later frame forgets those before it",
    file: 'core/graphs/repeat-nodes.ts',
    find: "of === 'same' ? instance : instance - 1",
    replace: "of === 'same' ? instance : 0",
    ...failing(binding, 'copies a repeated part'),
  },
  {
    name: "a graph's link may bring another type",
    file: 'core/graphs/check-graph.ts',
    find: 'if (fits(given, input.type)) return []',
    replace: "if (given !== '') return []",
    ...failing(checking, 'tells a link of another type'),
  },
  {
    name: 'a graph of SD 1.5 is taken without a word of it',
    file: 'core/graphs/choose-graph.ts',
    find: "template.bindings.base === 'sd15'",
    replace: "template.bindings.base === 'audio'",
    ...failing(choosing, 'says that SD 1.5 was taken'),
  },
  {
    name: "an imported graph's large seed is rounded",
    file: 'core/graphs/import-graph.ts',
    find: '...bigLiterals(graph.graph, binds.binds),',
    replace: '',
    ...failing(importing, 'refuses a seed that nobody binds', /AssertionError/),
  },
  {
    name: 'the tile graph leaves the last seam',
    file: 'comfy-graphs/tile-sdxl.v1.json',
    find: '"image": ["61", 0]',
    replace: '"image": ["52", 0]',
    ...failing(tiles, 'gives a picture whose opposite edges continue'),
  },
]
